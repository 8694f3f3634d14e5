//@ expect: wrong-order in tick_tock/waking_for_no_reason_changes_nothing
//@ task: tick_tock
//@ points: 7.38
//! `if` instead of `while`: whoever is woken for no reason speaks out of turn.

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
            let mut is_tick = self.is_tick.lock().unwrap();
            if *is_tick != tick {
                is_tick = self.changed.wait(is_tick).unwrap();
            }
            say();
            *is_tick = !tick;
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
