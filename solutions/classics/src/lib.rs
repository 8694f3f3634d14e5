//! Classics: nine small concurrency problems that many interviewers know by heart.
//!
//! They look like nine tricks, and are three ideas:
//!
//! - *Whose turn is it?* ([`in_order`], [`tick_tock`], [`zero_even_odd`], [`fizz_buzz`]) is a number under
//!   a lock. Who knows beforehand at which numbers it is his turn needs no look at the end.
//! - *Is it true yet?* ([`blocking_queue`], [`water`]) is a state under a lock, a condition on it for
//!   each kind of waiting, and a notification from whoever may have made a condition true.
//! - *Who goes before whom?* ([`philosophers`], [`rw_lock`], [`crossing`]) is an order: of the locks, so
//!   that there is no circle; or of arrival, so that nobody starves.
//!
//! The code that is passed in never runs under a lock of ours; what keeps others out meanwhile is the
//! state. Poison is let through, since the states are whole at every moment at which a panic can pass.

pub mod blocking_queue;
pub mod crossing;
pub mod fizz_buzz;
pub mod in_order;
pub mod philosophers;
pub mod rw_lock;
pub mod tick_tock;
pub mod water;
pub mod zero_even_odd;

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The lock's guard, whether a thread has panicked while it held it or not.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits as long as `condition` holds, with the lock given back meanwhile.
fn wait_while<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    condition: impl FnMut(&mut T) -> bool,
) -> MutexGuard<'a, T> {
    let waited = condvar.wait_while(guard, condition);
    waited.unwrap_or_else(PoisonError::into_inner)
}
