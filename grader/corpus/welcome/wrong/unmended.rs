//@ expect: deadlock in pay_each_other/both_payments_arrive
//@ points: 0
//! The exercise as it comes: the threads take the two locks in opposite orders.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20, each payment on a thread of its own.
///
/// Takes what Ann and Ben own and returns what they own afterwards, Ann first. Accounts may be
/// overdrawn. It returns whatever the order in which the two threads get on.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);

    thread::scope(|scope| {
        scope.spawn(|| {
            let mut from = ann.lock().unwrap();
            let mut to = ben.lock().unwrap();
            *from -= 30;
            *to += 30;
        });
        scope.spawn(|| {
            let mut from = ben.lock().unwrap();
            let mut to = ann.lock().unwrap();
            *from -= 20;
            *to += 20;
        });
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
