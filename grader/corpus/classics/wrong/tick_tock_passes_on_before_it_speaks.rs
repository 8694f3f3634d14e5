//@ expect: wrong-order in tick_tock/two_rounds
//@ expect: wrong-order in tick_tock/one_round
//@ expect: wrong-order in tick_tock/any_number_of_rounds
//@ task: tick_tock
//@ points: 0
//! Gives its turn away, and then speaks: both speak at the same time. (Go study: non-blocking, traditional.)

use std::sync::{Condvar, Mutex};

pub struct TickTock {
    rounds: usize,
    is_tick: Mutex<bool>,
    changed: Condvar,
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            is_tick: Mutex::new(true),
            changed: Condvar::new(),
        }
    }

    fn speak(&self, tick: bool, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            let is_tick = self.is_tick.lock().unwrap();
            let mut is_tick = self.changed.wait_while(is_tick, |it| *it != tick).unwrap();
            *is_tick = !tick;
            drop(is_tick);
            self.changed.notify_one();
            say();
        }
    }

    pub fn tick(&self, say: impl FnMut()) {
        self.speak(true, say);
    }

    pub fn tock(&self, say: impl FnMut()) {
        self.speak(false, say);
    }
}
