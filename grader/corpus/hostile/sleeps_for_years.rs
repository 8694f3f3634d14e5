//@ expect: full
//@ topic: welcome
//@ points: 5
//! Sleeps for a hundred years between its steps: that costs nothing in virtual time, and here no check
//! speaks of time.

use std::{thread, time::Duration};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    thread::sleep(Duration::from_secs(100 * 365 * 86_400));
    (ann - 10, ben + 10)
}
