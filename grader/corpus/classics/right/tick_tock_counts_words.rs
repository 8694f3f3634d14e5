//@ expect: full
//@ task: tick_tock
//! Counts the words that were said; even numbers are tick's, odd ones tock's.

use std::sync::{Condvar, Mutex};

pub struct TickTock {
    rounds: usize,
    words: Mutex<usize>,
    changed: Condvar,
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            words: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    fn speak(&self, parity: usize, mut say: impl FnMut()) {
        let mut words = self.words.lock().unwrap();
        for round in 0..self.rounds {
            while *words != 2 * round + parity {
                words = self.changed.wait(words).unwrap();
            }
            say();
            *words += 1;
            self.changed.notify_all();
        }
    }

    pub fn tick(&self, say: impl FnMut()) {
        self.speak(0, say);
    }

    pub fn tock(&self, say: impl FnMut()) {
        self.speak(1, say);
    }
}
