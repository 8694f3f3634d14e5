//@ expect: wrong-order in in_order/waits_for_whoever_is_late
//@ expect: wrong-order in in_order/one_step_at_a_time
//@ task: in_order
//@ points: 4
//! Hopes that the others are through after a while.

use std::thread::sleep;
use std::time::Duration;

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
        sleep(Duration::from_millis(10));
        print();
    }

    pub fn third(&self, print: impl FnOnce()) {
        sleep(Duration::from_millis(20));
        print();
    }
}
