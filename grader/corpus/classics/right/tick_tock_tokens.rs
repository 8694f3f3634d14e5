//@ expect: full
//@ task: tick_tock
//! A token that goes to and fro: each channel has room for it, so that the last hand-over waits for nobody.

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct TickTock {
    rounds: usize,
    tick: (Sender<()>, Receiver<()>),
    tock: (Sender<()>, Receiver<()>),
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        let (tick, tock) = (bounded(1), bounded(1));
        tick.0.send(()).unwrap();
        Self { rounds, tick, tock }
    }

    pub fn tick(&self, mut say: impl FnMut()) {
        for () in self.tick.1.iter().take(self.rounds) {
            say();
            self.tock.0.send(()).unwrap();
        }
    }

    pub fn tock(&self, mut say: impl FnMut()) {
        for () in self.tock.1.iter().take(self.rounds) {
            say();
            self.tick.0.send(()).unwrap();
        }
    }
}
