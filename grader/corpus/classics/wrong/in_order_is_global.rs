//@ expect: wrong-order in in_order/shares_nothing_with_another
//@ task: in_order
//@ points: 5.6
//! Keeps the state in a `static`, as a program with one `main` may: the second value begins where the first one is.

use std::sync::{Condvar, Mutex};

static OVER: Mutex<usize> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

#[derive(Default)]
pub struct InOrder {}

impl InOrder {
    pub fn new() -> Self {
        *OVER.lock().unwrap() = 0;
        Self {}
    }

    fn after(&self, steps: usize, print: impl FnOnce()) {
        let over = OVER.lock().unwrap();
        drop(CHANGED.wait_while(over, |over| *over != steps).unwrap());
        print();
        *OVER.lock().unwrap() += 1;
        CHANGED.notify_all();
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
