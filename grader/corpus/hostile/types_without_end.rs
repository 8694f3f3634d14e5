//@ expect: does-not-compile
//@ topic: welcome
//@ points: 0
//! A function that needs itself for an ever larger type.

#![recursion_limit = "1000000"]

fn grow<T: Copy>(value: T, n: i64) -> i64 {
    if n == 0 { 0 } else { grow((value, value), n - 1) }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    (ann + grow((), ben), ben)
}
