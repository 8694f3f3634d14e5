//@ expect: full
//@ task: philosophers
//! Takes both forks at once, under one lock, and holds none while it waits.

use std::sync::{Condvar, Mutex};

pub struct Table {
    free: Mutex<Vec<bool>>,
    put_back: Condvar,
}

struct Forks<'t> {
    table: &'t Table,
    pair: [usize; 2],
}

impl Table {
    pub fn new(seats: usize) -> Self {
        assert!(seats >= 2, "`seats` must be at least 2, not {seats}");
        Self {
            free: Mutex::new(vec![true; seats]),
            put_back: Condvar::new(),
        }
    }

    fn take(&self, seat: usize) -> Forks<'_> {
        let free = self.free.lock().unwrap();
        assert!(seat < free.len(), "there is no seat {seat}");
        let pair = [seat, (seat + 1) % free.len()];
        let taken = |free: &mut Vec<bool>| pair.iter().any(|&fork| !free[fork]);
        let mut free = self.put_back.wait_while(free, taken).unwrap();
        for fork in pair {
            free[fork] = false;
        }
        Forks { table: self, pair }
    }

    pub fn eat<R>(&self, seat: usize, meal: impl FnOnce() -> R) -> R {
        let seats = self.free.lock().unwrap().len();
        assert!(seat < seats, "there is no seat {seat}");
        let _forks = self.take(seat);
        meal()
    }
}

impl Drop for Forks<'_> {
    fn drop(&mut self) {
        let mut free = self.table.free.lock().unwrap();
        for fork in self.pair {
            free[fork] = true;
        }
        self.table.put_back.notify_all();
    }
}
