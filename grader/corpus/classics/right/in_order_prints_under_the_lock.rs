//@ expect: full
//@ task: in_order
//! Keeps the lock while it prints, and waits in a loop of its own: nothing else could happen meanwhile anyway.

use std::sync::{Condvar, Mutex};

pub struct InOrder {
    next: Mutex<u8>,
    changed: Condvar,
}

impl Default for InOrder {
    fn default() -> Self {
        InOrder {
            next: Mutex::new(1),
            changed: Condvar::new(),
        }
    }
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    fn step(&self, number: u8, print: impl FnOnce()) {
        let mut next = self.next.lock().unwrap();
        while *next < number {
            next = self.changed.wait(next).unwrap();
        }
        print();
        *next += 1;
        self.changed.notify_all();
    }

    pub fn first(&self, print: impl FnOnce()) {
        self.step(1, print);
    }

    pub fn second(&self, print: impl FnOnce()) {
        self.step(2, print);
    }

    pub fn third(&self, print: impl FnOnce()) {
        self.step(3, print);
    }
}
