//! Three threads, three steps, one order.
//!
//! Two channels do it in fewer lines (`first` sends into one, `second` receives from it and sends into
//! the other), and so do two flags with `Thread::park`, or a `OnceLock` for each step: `wait` on it is
//! stable since Rust 1.86. The number under a lock is the one that grows to more steps.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Lets three steps happen in their order, whichever thread comes first.
#[derive(Default)]
pub struct InOrder {
    /// How many steps are over. It stays true whether somebody waits for it or not: a notification
    /// alone would be lost on whoever comes later.
    over: Mutex<usize>,
    changed: Condvar,
}

impl InOrder {
    /// No step has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `print`, as the first step.
    pub fn first(&self, print: impl FnOnce()) {
        self.after(0, print);
    }

    /// Calls `print` when the first step is over.
    pub fn second(&self, print: impl FnOnce()) {
        self.after(1, print);
    }

    /// Calls `print` when the second step is over.
    pub fn third(&self, print: impl FnOnce()) {
        self.after(2, print);
    }

    /// Calls `print` when so many steps are over.
    fn after(&self, steps: usize, print: impl FnOnce()) {
        drop(wait_while(&self.changed, lock(&self.over), |over| {
            *over != steps
        }));
        print();
        *lock(&self.over) += 1;
        // Two threads may wait here, for different numbers: `notify_one` could wake the wrong one,
        // which would go on waiting and tell nobody.
        self.changed.notify_all();
    }
}
