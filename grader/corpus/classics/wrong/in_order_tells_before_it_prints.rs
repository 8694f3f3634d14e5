//@ expect: wrong-order in in_order/keeps_the_order
//@ expect: wrong-order in in_order/waits_only_as_long_as_it_must
//@ task: in_order
//@ points: 0
//! Says that the step is over, and then takes it: the next one begins meanwhile.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct InOrder {
    over: Mutex<usize>,
    changed: Condvar,
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    fn after(&self, steps: usize, print: impl FnOnce()) {
        let over = self.over.lock().unwrap();
        let mut over = self
            .changed
            .wait_while(over, |over| *over != steps)
            .unwrap();
        *over += 1;
        drop(over);
        self.changed.notify_all();
        print();
    }

    pub fn first(&self, print: impl FnOnce()) {
        self.after(0, print);
    }

    pub fn second(&self, print: impl FnOnce()) {
        self.after(1, print);
    }

    pub fn third(&self, print: impl FnOnce()) {
        self.after(2, print);
    }
}
