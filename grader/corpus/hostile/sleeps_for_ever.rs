//@ expect: busy-wait in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Sleeps again and again: the clock jumps, and nothing comes of it.

use std::{thread, time::Duration};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    while std::hint::black_box(ann) == 70 {
        thread::sleep(Duration::from_millis(1));
    }
    (ann - 10, ben + 10)
}
