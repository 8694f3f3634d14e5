//@ expect: full
//! The same mending the other way round: the first thread takes Ben's lock first.

use std::sync::Mutex;
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);

    thread::scope(|scope| {
        scope.spawn(|| {
            let mut to = ben.lock().unwrap();
            let mut from = ann.lock().unwrap();
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
