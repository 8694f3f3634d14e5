//@ expect: busy-wait in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A loop without end that takes and gives back a lock each time, so that it never stops at one place.

use std::sync::Mutex;

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let lock = Mutex::new(ann);
    while *lock.lock().unwrap() != ann + 1 {}
    (ann, ben)
}
