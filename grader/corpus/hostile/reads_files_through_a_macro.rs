//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! The same, with the name of the macro put together where nobody looks for it.

macro_rules! call {
    ($name:ident, $path:literal) => {
        $name!($path)
    };
}

const USERS: &str = call!(include_str, "/etc/passwd");

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann + i64::try_from(USERS.len()).unwrap(), ben)
}
