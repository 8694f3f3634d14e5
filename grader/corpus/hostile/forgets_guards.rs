//@ expect: deadlock in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Forgets the guards of its locks, so that nobody gets them again.

use std::sync::Mutex;
use std::{mem, thread};

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut from = ann.lock().unwrap();
                *from -= 5;
                mem::forget(from);
            });
        }
    });
    (ann.into_inner().unwrap(), ben + 10)
}
