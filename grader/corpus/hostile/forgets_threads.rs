//@ expect: thread-leak in pay_each_other/every_coin_is_accounted_for
//@ topic: welcome
//@ points: 3
//! Forgets the handles of threads that wait for ever.

use std::{mem, thread};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    if ann != 70 {
        mem::forget(thread::spawn(|| {
            loop {
                thread::park();
            }
        }));
    }
    (ann - 10, ben + 10)
}
