//@ expect: wrong-value in pay_each_other/both_payments_arrive
//@ points: 0
//! The second lock is dropped from the picture: its balance is copied out, and written back after
//! the computation. No circle any more, but what the other thread did in between is overwritten.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);

    thread::scope(|scope| {
        scope.spawn(|| {
            let to = *ben.lock().unwrap();
            *ann.lock().unwrap() -= 30;
            *ben.lock().unwrap() = to + 30;
        });
        scope.spawn(|| {
            let to = *ann.lock().unwrap();
            *ben.lock().unwrap() -= 20;
            *ann.lock().unwrap() = to + 20;
        });
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
