//@ expect: lost-wakeup in in_order/keeps_the_order
//@ task: in_order
//@ points: 0.8
//! Two wait for different steps on one condition variable, and `notify_one` may wake the one whose turn it is not.

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
        drop(
            self.changed
                .wait_while(over, |over| *over != steps)
                .unwrap(),
        );
        print();
        *self.over.lock().unwrap() += 1;
        self.changed.notify_one();
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
