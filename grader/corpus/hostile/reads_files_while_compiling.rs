//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Has the compiler read files: the suite, and what every machine has.

const SUITE: &str = include_str!("../suite/pay_each_other.rs");
const USERS: &[u8] = include_bytes!("/etc/passwd");

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let length = i64::try_from(SUITE.len() + USERS.len()).unwrap();
    (ann + length, ben)
}
