//@ expect: lost-wakeup in tick_tock/two_rounds
//@ expect: lost-wakeup in tick_tock/one_round
//@ expect: lost-wakeup in tick_tock/any_number_of_rounds
//@ task: tick_tock
//@ points: 0
//! Looks whose turn it is, and lets go of the lock before it waits: the notification comes in between. (Go study: blocking, Wait.)

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

    fn is_mine(&self, tick: bool) -> bool {
        *self.is_tick.lock().unwrap() == tick
    }

    fn speak(&self, tick: bool, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            while !self.is_mine(tick) {
                let guard = self.is_tick.lock().unwrap();
                drop(self.changed.wait(guard).unwrap());
            }
            say();
            *self.is_tick.lock().unwrap() = !tick;
            self.changed.notify_one();
        }
    }

    pub fn tick(&self, say: impl FnMut()) {
        self.speak(true, say);
    }

    pub fn tock(&self, say: impl FnMut()) {
        self.speak(false, say);
    }
}
