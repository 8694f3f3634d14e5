//@ expect: limit-exceeded in philosophers/neighbours_share_a_fork
//@ task: philosophers
//@ points: 0.54
//! One fork is enough to begin with: neighbours eat with the same one.

use std::sync::{Mutex, PoisonError};

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
        let _left = self.forks[seat]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        meal()
    }
}
