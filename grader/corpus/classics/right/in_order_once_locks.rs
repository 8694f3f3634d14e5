//@ expect: full
//@ task: in_order
//! A cell for each step: what was set stays set, and `wait` waits for it.

use std::sync::OnceLock;

#[derive(Default)]
pub struct InOrder {
    first: OnceLock<()>,
    second: OnceLock<()>,
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn first(&self, print: impl FnOnce()) {
        print();
        self.first.set(()).unwrap();
    }

    pub fn second(&self, print: impl FnOnce()) {
        self.first.wait();
        print();
        self.second.set(()).unwrap();
    }

    pub fn third(&self, print: impl FnOnce()) {
        self.second.wait();
        print();
    }
}
