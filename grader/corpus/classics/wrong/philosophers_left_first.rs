//@ expect: deadlock in philosophers/two_at_a_table
//@ expect: deadlock in philosophers/nobody_waits_in_a_circle
//@ expect: deadlock in philosophers/not_at_a_larger_table_either
//@ expect: deadlock in philosophers/waking_for_no_reason_changes_nothing
//@ task: philosophers
//@ points: 8.08
//! Everybody takes the left fork first: when all hold one, all wait for the next. (Go study: blocking, Mutex.)

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
        let left = self.forks[seat].lock();
        let _left = left.unwrap_or_else(PoisonError::into_inner);
        let right = self.forks[(seat + 1) % self.forks.len()].lock();
        let _right = right.unwrap_or_else(PoisonError::into_inner);
        meal()
    }
}
