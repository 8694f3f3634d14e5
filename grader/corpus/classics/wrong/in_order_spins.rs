//@ expect: livelock in in_order/waits_for_whoever_is_late
//@ expect: livelock in in_order/one_step_at_a_time
//@ expect: busy-wait in in_order/shares_nothing_with_another
//@ task: in_order
//@ points: 3.6
//! Asks again and again: right, and keeps a processor busy for as long as the others take.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
pub struct InOrder {
    over: AtomicUsize,
}

impl InOrder {
    pub fn new() -> Self {
        Self::default()
    }

    fn after(&self, steps: usize, print: impl FnOnce()) {
        while self.over.load(Ordering::Acquire) != steps {
            spin_loop();
        }
        print();
        self.over.fetch_add(1, Ordering::Release);
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
