//@ expect: self-deadlock in pay_each_other/both_payments_arrive
//@ points: 0
//! A slip while swapping: the second thread locks Ann's account twice. A `Mutex` is not re-entrant,
//! as Go's is not: whoever holds it and locks it again waits for itself.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
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
            let mut to = ann.lock().unwrap();
            let mut from = ann.lock().unwrap();
            *from -= 20;
            *to += 20;
        });
    });

    (ann.into_inner().unwrap(), ben.into_inner().unwrap())
}
