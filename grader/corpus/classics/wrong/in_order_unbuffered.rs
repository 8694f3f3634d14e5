//@ expect: deadlock in in_order/waits_only_as_long_as_it_must
//@ task: in_order
//@ points: 1.6
//! Unbuffered channels, the default in Go: a step waits for whoever takes the next one to come. (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct InOrder {
    first_done: (Sender<()>, Receiver<()>),
    second_done: (Sender<()>, Receiver<()>),
}

impl Default for InOrder {
    fn default() -> Self {
        Self {
            first_done: bounded(0),
            second_done: bounded(0),
        }
    }
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn first(&self, print: impl FnOnce()) {
        print();
        self.first_done.0.send(()).unwrap();
    }

    pub fn second(&self, print: impl FnOnce()) {
        self.first_done.1.recv().unwrap();
        print();
        self.second_done.0.send(()).unwrap();
    }

    pub fn third(&self, print: impl FnOnce()) {
        self.second_done.1.recv().unwrap();
        print();
    }
}
