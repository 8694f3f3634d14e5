//@ expect: not-concurrent in philosophers/strangers_eat_at_the_same_time
//@ expect: not-concurrent in philosophers/forks_go_to_both_neighbours
//@ task: philosophers
//@ points: 10.23
//! One lock for the whole table: no circle, and nobody eats while anybody else does.

use std::sync::{Mutex, PoisonError};

pub struct Table {
    seats: usize,
    table: Mutex<()>,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "a table has at least 2 `seats`");
        Self {
            seats,
            table: Mutex::default(),
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        assert!(seat < self.seats, "there is no seat {seat}");
        let _table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        meal()
    }
}
