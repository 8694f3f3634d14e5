//@ expect: poisoned-lock in philosophers/a_panic_puts_the_forks_back
//@ task: philosophers
//@ points: 12.92
//! `unwrap` on the locks: a meal that panics spoils the forks for both neighbours.

use std::sync::Mutex;

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
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let _lower = self.forks[left.min(right)].lock().unwrap();
        let _higher = self.forks[left.max(right)].lock().unwrap();
        meal()
    }
}
