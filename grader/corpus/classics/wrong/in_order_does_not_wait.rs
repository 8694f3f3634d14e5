//@ expect: wrong-order in in_order/keeps_the_order
//@ expect: wrong-order in in_order/waits_only_as_long_as_it_must
//@ task: in_order
//@ points: 0
//! Prints whenever somebody comes: right as long as the threads come in the order of the steps.

#[derive(Default)]
pub struct InOrder {}

impl InOrder {
    pub fn new() -> Self {
        Self {}
    }

    pub fn first(&self, print: impl FnOnce()) {
        print();
    }

    pub fn second(&self, print: impl FnOnce()) {
        print();
    }

    pub fn third(&self, print: impl FnOnce()) {
        print();
    }
}
