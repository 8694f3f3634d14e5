//@ expect: not-concurrent in philosophers/strangers_eat_at_the_same_time
//@ expect: not-concurrent in philosophers/forks_go_to_both_neighbours
//@ task: philosophers
//@ points: 10.23
//! Asks the waiter, who takes both forks before he listens to anybody else: strangers wait for him.

use std::sync::{Mutex, PoisonError};

pub struct Table {
    waiter: Mutex<()>,
    forks: Vec<Mutex<()>>,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "a table has at least 2 `seats`");
        let forks = (0..seats).map(|_| Mutex::default()).collect();
        Self {
            waiter: Mutex::default(),
            forks,
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let next = (seat + 1) % self.forks.len();
        let waiter = self.waiter.lock().unwrap_or_else(PoisonError::into_inner);
        let _left = self.forks[seat]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let _right = self.forks[next]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = meal();
        drop(waiter);
        result
    }
}
