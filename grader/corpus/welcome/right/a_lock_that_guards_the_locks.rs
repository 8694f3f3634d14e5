//@ expect: full
//! The waiter of the dining philosophers: a third lock is taken before either account, so that only
//! one thread at a time is on its way to two locks. The accounts keep their crossed order.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let waiter = Mutex::new(());
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);

    thread::scope(|scope| {
        scope.spawn(|| {
            let allowed = waiter.lock().unwrap();
            let mut from = ann.lock().unwrap();
            let mut to = ben.lock().unwrap();
            drop(allowed);
            *from -= 30;
            *to += 30;
        });
        scope.spawn(|| {
            let allowed = waiter.lock().unwrap();
            let mut from = ben.lock().unwrap();
            let mut to = ann.lock().unwrap();
            drop(allowed);
            *from -= 20;
            *to += 20;
        });
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
