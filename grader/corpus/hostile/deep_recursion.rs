//@ expect: stack-overflow in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! A recursion that never ends, on a thread of its own.

use std::thread;

fn deeper(n: i64) -> i64 {
    let room = std::hint::black_box([n; 64]);
    deeper(n + 1) + room[0]
}

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let sum = thread::spawn(move || deeper(ann)).join().unwrap();
    (sum, ben)
}
