//@ expect: full
//@ task: in_order
//! Two channels with room for one message each: nobody who goes first waits for whoever comes next.

use crossbeam_channel::{Receiver, Sender, bounded};

type Baton = (Sender<()>, Receiver<()>);

pub struct InOrder {
    first_done: Baton,
    second_done: Baton,
}

impl Default for InOrder {
    fn default() -> Self {
        Self {
            first_done: bounded(1),
            second_done: bounded(1),
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
