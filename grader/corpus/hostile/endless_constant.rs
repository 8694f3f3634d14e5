//@ expect: does-not-compile
//@ topic: welcome
//@ points: 0
//! A constant that takes for ever: the compiler warns of it, and would go on.

const NEVER: i64 = {
    let mut n = 0_u64;
    while n != 1 {
        n = n.wrapping_add(2);
    }
    0
};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann + NEVER, ben)
}
