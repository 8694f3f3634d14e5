//! Welcome: two friends pay each other at the same moment.
//!
//! This program compiles, and on your machine it nearly always works. It has a deadlock all the
//! same. Run the grader, read its report, and mend two lines. `README.md` has the whole story.

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
