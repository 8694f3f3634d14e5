//@ expect: does-not-compile
//@ topic: welcome
//@ points: 0
//! A macro that doubles at each of a million levels.

#![recursion_limit = "1000000"]

macro_rules! bomb {
    ($($t:tt)*) => {
        bomb!($($t)* $($t)*)
    };
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    bomb!(ann ben);
    (ann, ben)
}
