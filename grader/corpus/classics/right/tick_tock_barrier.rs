//@ expect: full
//@ task: tick_tock
//! Both meet twice in each round: after the tick, and after the tock.

use std::sync::Barrier;

pub struct TickTock {
    rounds: usize,
    meet: Barrier,
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            meet: Barrier::new(2),
        }
    }

    pub fn tick(&self, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            say();
            self.meet.wait();
            self.meet.wait();
        }
    }

    pub fn tock(&self, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            self.meet.wait();
            say();
            self.meet.wait();
        }
    }
}
