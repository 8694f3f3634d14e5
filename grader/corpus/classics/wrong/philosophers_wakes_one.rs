//@ expect: not-concurrent in philosophers/forks_go_to_both_neighbours
//@ task: philosophers
//@ points: 12.38
//! Both neighbours may wait for forks that are put back together, and one of them is told.

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
        let taken = |free: &mut Vec<bool>| pair.iter().any(|&fork| !free[fork]);
        let free = self.free.lock().unwrap();
        let mut free = self.put_back.wait_while(free, taken).unwrap();
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
        self.0.put_back.notify_one();
    }
}
