//@ expect: busy-wait in pay_each_other/both_payments_arrive
//@ points: 0
//! `try_lock` in a loop "cannot deadlock", people say. But each thread keeps its first lock while
//! it asks for the second one again and again: the same circle, now with both threads at full
//! speed.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);
    let pay = |from: &Mutex<i64>, to: &Mutex<i64>, amount: i64| {
        let mut from = from.lock().unwrap();
        loop {
            if let Ok(mut to) = to.try_lock() {
                *from -= amount;
                *to += amount;
                return;
            }
            thread::yield_now();
        }
    };

    thread::scope(|scope| {
        scope.spawn(|| pay(&ann, &ben, 30));
        scope.spawn(|| pay(&ben, &ann, 20));
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
