//@ expect: deadlock in philosophers/a_panic_puts_the_forks_back
//@ task: philosophers
//@ points: 12.92
//! Puts the forks back behind the meal: after a panic nobody does.

use std::sync::{Condvar, Mutex};

pub struct Table {
    free: Mutex<Vec<bool>>,
    put_back: Condvar,
}

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
        let result = meal();
        let mut free = self.free.lock().unwrap();
        pair.iter().for_each(|&fork| free[fork] = true);
        self.put_back.notify_all();
        result
    }
}
