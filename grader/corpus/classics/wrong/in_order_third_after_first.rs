//@ expect: wrong-order in in_order/keeps_the_order
//@ task: in_order
//@ points: 0.8
//! The third step waits for the first one only.

use std::sync::OnceLock;

#[derive(Default)]
pub struct InOrder {
    first: OnceLock<()>,
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
    }

    pub fn third(&self, print: impl FnOnce()) {
        self.first.wait();
        print();
    }
}
