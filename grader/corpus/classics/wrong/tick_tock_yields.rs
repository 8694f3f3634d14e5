//@ expect: busy-wait in tick_tock/waits_for_whoever_is_late
//@ expect: busy-wait in tick_tock/one_word_at_a_time
//@ task: tick_tock
//@ points: 4.31
//! Lets others go first, again and again, instead of waiting.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub struct TickTock {
    rounds: usize,
    is_tick: AtomicBool,
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            is_tick: AtomicBool::new(true),
        }
    }

    fn speak(&self, tick: bool, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            while self.is_tick.load(Ordering::Acquire) != tick {
                thread::yield_now();
            }
            say();
            self.is_tick.store(!tick, Ordering::Release);
        }
    }

    pub fn tick(&self, say: impl FnMut()) {
        self.speak(true, say);
    }

    pub fn tock(&self, say: impl FnMut()) {
        self.speak(false, say);
    }
}
