//@ expect: full
//@ task: philosophers
//! One of them takes the right fork first: one who differs is enough to break the circle.

use std::sync::{Mutex, PoisonError};

pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats > 1, "not enough seats: {seats}");
        let mut forks = Vec::new();
        forks.resize_with(seats, Mutex::default);
        Self { forks }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let next = (seat + 1) % self.forks.len();
        let (one, other) = if seat == 0 {
            (next, seat)
        } else {
            (seat, next)
        };
        let one = self.forks[one]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let other = self.forks[other]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = meal();
        drop((one, other));
        result
    }
}
