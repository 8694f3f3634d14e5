//@ expect: lost-wakeup in zero_even_odd/up_to_two
//@ expect: lost-wakeup in zero_even_odd/up_to_any_number
//@ task: zero_even_odd
//@ points: 0.86
//! Three threads on one condition variable, and `notify_one`: the wrong one wakes, and goes on waiting.

use std::sync::{Condvar, Mutex};

pub struct ZeroEvenOdd {
    n: u32,
    printed: Mutex<u64>,
    changed: Condvar,
}

impl ZeroEvenOdd {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            printed: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    fn after(&self, printed: u64, print: impl FnOnce()) {
        let so_far = self.printed.lock().unwrap();
        let mut so_far = self
            .changed
            .wait_while(so_far, |it| *it != printed)
            .unwrap();
        print();
        *so_far += 1;
        self.changed.notify_one();
    }

    pub fn zero(&self, mut print: impl FnMut(u32)) {
        for number in 1..=self.n {
            self.after(2 * u64::from(number) - 2, || print(0));
        }
    }

    pub fn odd(&self, mut print: impl FnMut(u32)) {
        for number in (1..=self.n).step_by(2) {
            self.after(2 * u64::from(number) - 1, || print(number));
        }
    }

    pub fn even(&self, mut print: impl FnMut(u32)) {
        for number in (2..=self.n).step_by(2) {
            self.after(2 * u64::from(number) - 1, || print(number));
        }
    }
}
