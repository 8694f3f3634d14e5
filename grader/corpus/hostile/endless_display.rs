//@ expect: endless-computation in pay_each_other/every_coin_is_accounted_for
//@ topic: welcome
//@ points: 3
//! The text of a value is never finished.

use std::fmt;

struct Endless(i64);

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        while std::hint::black_box(self.0) != 70 {}
        write!(f, "{}", self.0)
    }
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let length = format!("{}", Endless(ann)).len();
    (ann - 10, ben + 8 + i64::try_from(length).unwrap())
}
