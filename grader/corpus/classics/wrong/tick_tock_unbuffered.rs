//@ expect: deadlock in tick_tock/two_rounds
//@ expect: deadlock in tick_tock/one_round
//@ expect: deadlock in tick_tock/any_number_of_rounds
//@ task: tick_tock
//@ points: 0
//! Unbuffered channels, the default in Go: the last hand-over waits for somebody who has gone home. (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct TickTock {
    rounds: usize,
    ticked: (Sender<()>, Receiver<()>),
    tocked: (Sender<()>, Receiver<()>),
}

impl TickTock {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            ticked: bounded(0),
            tocked: bounded(0),
        }
    }

    pub fn tick(&self, mut say: impl FnMut()) {
        for round in 0..self.rounds {
            if round > 0 {
                self.tocked.1.recv().unwrap();
            }
            say();
            self.ticked.0.send(()).unwrap();
        }
    }

    pub fn tock(&self, mut say: impl FnMut()) {
        for _ in 0..self.rounds {
            self.ticked.1.recv().unwrap();
            say();
            self.tocked.0.send(()).unwrap();
        }
    }
}
