//@ expect: too-many-threads in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A million threads that all wait.

use std::thread;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    for _ in 0..1_000_000 {
        thread::spawn(thread::park);
    }
    (ann - 10, ben + 10)
}
