//@ expect: wrong-order in in_order/waking_for_no_reason_changes_nothing
//@ task: in_order
//@ points: 5.6
//! `if` instead of `while`: whoever wakes goes on, whatever woke it.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct InOrder {
    over: Mutex<usize>,
    first_done: Condvar,
    second_done: Condvar,
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn first(&self, print: impl FnOnce()) {
        print();
        *self.over.lock().unwrap() = 1;
        self.first_done.notify_all();
    }

    pub fn second(&self, print: impl FnOnce()) {
        let mut over = self.over.lock().unwrap();
        if *over < 1 {
            over = self.first_done.wait(over).unwrap();
        }
        drop(over);
        print();
        *self.over.lock().unwrap() = 2;
        self.second_done.notify_all();
    }

    pub fn third(&self, print: impl FnOnce()) {
        let mut over = self.over.lock().unwrap();
        if *over < 2 {
            over = self.second_done.wait(over).unwrap();
        }
        drop(over);
        print();
    }
}
