//@ expect: lost-wakeup in in_order/keeps_the_order
//@ expect: lost-wakeup in in_order/waits_only_as_long_as_it_must
//@ task: in_order
//@ points: 0
//! A notification is no state: who comes after it waits for one that has passed already. (Go study: blocking, Wait.)

use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct InOrder {
    lock: Mutex<()>,
    first_done: Condvar,
    second_done: Condvar,
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn first(&self, print: impl FnOnce()) {
        print();
        let _guard = self.lock.lock().unwrap();
        self.first_done.notify_all();
    }

    pub fn second(&self, print: impl FnOnce()) {
        let guard = self.lock.lock().unwrap();
        drop(self.first_done.wait(guard).unwrap());
        print();
        let _guard = self.lock.lock().unwrap();
        self.second_done.notify_all();
    }

    pub fn third(&self, print: impl FnOnce()) {
        let guard = self.lock.lock().unwrap();
        drop(self.second_done.wait(guard).unwrap());
        print();
    }
}
