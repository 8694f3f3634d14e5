//! Welcome, mended: both threads take the locks in the same order, Ann's first.
//!
//! A deadlock of locks needs a circle: I hold what you want, and you hold what I want. If everybody
//! takes the locks in one order, whoever holds Ann's lock waits at most for somebody who already
//! has Ben's too, and that one can finish. No circle, no deadlock, whatever the schedule.
//!
//! Alternatives, and what they cost:
//! - one `Mutex<(i64, i64)>` for both accounts: simpler still, but payments between *other* pairs
//!   of accounts would then wait for this one;
//! - one lock at a time, each held for a single statement: here it works, since every step is a
//!   complete subtraction or addition, but others can see the money while it is in neither account;
//! - `try_lock`, and on failure dropping the first lock and starting over: needs a pause and can
//!   still starve.

use std::sync::{Mutex, MutexGuard};
use std::thread;

/// Ann pays Ben 30 while Ben pays Ann 20, each payment on a thread of its own.
///
/// Takes what Ann and Ben own and returns what they own afterwards, Ann first. Accounts may be
/// overdrawn. It returns whatever the order in which the two threads get on.
#[must_use]
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let ann = Mutex::new(ann);
    let ben = Mutex::new(ben);

    thread::scope(|scope| {
        scope.spawn(|| {
            let mut from = lock(&ann);
            let mut to = lock(&ben);
            *from -= 30;
            *to += 30;
        });
        scope.spawn(|| {
            let mut to = lock(&ann);
            let mut from = lock(&ben);
            *from -= 20;
            *to += 20;
        });
    });

    (*lock(&ann), *lock(&ben))
}

/// A poisoned lock would mean that a payment stopped half-way: there is nothing sensible to go on
/// with.
fn lock(account: &Mutex<i64>) -> MutexGuard<'_, i64> {
    account
        .lock()
        .expect("no payment panics while it holds an account")
}
