//@ expect: limit-exceeded in philosophers/nobody_waits_in_a_circle
//@ expect: limit-exceeded in philosophers/not_at_a_larger_table_either
//@ expect: limit-exceeded in philosophers/waking_for_no_reason_changes_nothing
//@ task: philosophers
//@ points: 9.69
//! `if` instead of `while`: somebody else took the fork in between.

use std::sync::{Condvar, Mutex};

pub struct Table {
    free: Mutex<Vec<bool>>,
    put_back: Condvar,
}

struct Forks<'t>(&'t Table, [usize; 2]);

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "a table has at least 2 `seats`");
        Self {
            free: Mutex::new(vec![true; seats]),
            put_back: Condvar::new(),
        }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let seats = self.free.lock().unwrap().len();
        assert!(seat < seats, "there is no seat {seat}");
        let pair = [seat, (seat + 1) % seats];
        let mut free = self.free.lock().unwrap();
        if pair.iter().any(|&fork| !free[fork]) {
            free = self.put_back.wait(free).unwrap();
        }
        pair.iter().for_each(|&fork| free[fork] = false);
        drop(free);
        let _forks = Forks(self, pair);
        meal()
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        let mut free = self.0.free.lock().unwrap();
        self.1.iter().for_each(|&fork| free[fork] = true);
        self.0.put_back.notify_all();
    }
}
