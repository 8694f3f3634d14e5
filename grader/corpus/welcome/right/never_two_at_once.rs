//@ expect: full
//! Each lock is held for one complete statement only, never two together. The money is nowhere for
//! a moment, which the contract allows; each addition and subtraction is whole, so nothing is lost.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);
    let pay = |from: &Mutex<i64>, to: &Mutex<i64>, amount: i64| {
        *from.lock().unwrap() -= amount;
        *to.lock().unwrap() += amount;
    };

    thread::scope(|scope| {
        scope.spawn(|| pay(&ann, &ben, 30));
        scope.spawn(|| pay(&ben, &ann, 20));
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
