//@ expect: busy-wait in philosophers/neighbours_share_a_fork
//@ task: philosophers
//@ points: 0.54
//! Takes one fork, tries the other, puts the first one back if that fails, and begins anew.

use std::sync::{Mutex, PoisonError, TryLockError};
use std::thread;

pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "a table has at least 2 `seats`");
        Self {
            forks: (0..seats).map(|_| Mutex::default()).collect(),
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let next = (seat + 1) % self.forks.len();
        loop {
            let _left = self.forks[seat]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let right = match self.forks[next].try_lock() {
                Ok(right) => Some(right),
                Err(TryLockError::Poisoned(right)) => Some(right.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            if let Some(_right) = right {
                return meal();
            }
            thread::yield_now();
        }
    }
}
