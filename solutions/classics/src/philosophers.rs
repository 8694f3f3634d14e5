//! Philosophers around a table, with a fork between each two.
//!
//! Everybody takes the fork with the lower number first (Dijkstra's order of resources): in a circle of
//! waiting each would wait for a higher fork than the one it holds, all the way round, which cannot be.
//! Other ways out: let one philosopher fewer sit down than there are seats (a semaphore); or take both forks
//! at once, under one lock and with a condition for each seat, where nobody holds a fork while he waits.
//! None of them promises that nobody starves: two neighbours who eat by turns can keep the one in
//! between hungry. Chandy and Misra's forks, which get dirty, do.

use crate::lock;
use std::sync::{Mutex, MutexGuard};

/// A round table. Between every two neighbours lies one fork, and a meal takes both of one's forks.
pub struct Table {
    /// Fork `i` lies between seat `i` and the one before it.
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table with seats 0, 1, … and as many forks.
    ///
    /// # Panics
    /// If there are fewer than two seats.
    #[must_use]
    pub fn new(seats: usize) -> Self {
        assert!(
            seats >= 2,
            "a table has at least 2 `seats`: with one fork nobody can eat"
        );
        Self {
            forks: (0..seats).map(|_| Mutex::default()).collect(),
        }
    }

    /// Waits for both forks of `seat`, has `meal` with them, puts them back, and returns what `meal`
    /// returned.
    ///
    /// # Panics
    /// If there is no such seat.
    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let _lower = self.take(left.min(right));
        let _higher = self.take(left.max(right));
        // The guards put the forks back, also if the meal panics.
        meal()
    }

    fn take(&self, fork: usize) -> MutexGuard<'_, ()> {
        lock(&self.forks[fork])
    }
}
