//@ expect: limit-exceeded in philosophers/neighbours_share_a_fork
//@ task: philosophers
//@ points: 0.54
//! `let _ = …` drops the guard at once: both forks lie on the table again before the meal begins.

use std::sync::{LockResult, Mutex, PoisonError};

pub struct Table {
    forks: Vec<Mutex<()>>,
}

fn sound<T>(result: LockResult<T>) -> T {
    result.unwrap_or_else(PoisonError::into_inner)
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "a table has at least 2 `seats`");
        Self {
            forks: (0..seats).map(|_| Mutex::default()).collect(),
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let (lower, higher) = (left.min(right), left.max(right));
        let _ = sound(self.forks[lower].lock());
        let _ = sound(self.forks[higher].lock());
        meal()
    }
}
