//@ expect: not-concurrent in rw_lock/readers_share
//@ expect: not-concurrent in rw_lock/all_waiting_readers_get_in
//@ task: rw_lock
//@ points: 11.3
//! A queue with numbers in which readers wait for each other, too: a plain lock, and fair.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct ReadWriteLock {
    numbers: Mutex<(u64, u64)>,
    changed: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    fn enter(&self) {
        let mut numbers = self.numbers.lock().unwrap();
        let mine = numbers.0;
        numbers.0 += 1;
        drop(
            self.changed
                .wait_while(numbers, |numbers| numbers.1 != mine)
                .unwrap(),
        );
    }

    fn leave(&self) {
        self.numbers.lock().unwrap().1 += 1;
        self.changed.notify_all();
    }

    pub fn read(&self) -> Reading<'_> {
        self.enter();
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        self.enter();
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}
