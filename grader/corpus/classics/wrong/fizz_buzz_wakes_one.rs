//@ expect: lost-wakeup in fizz_buzz/up_to_fifteen
//@ task: fizz_buzz
//@ points: 0
//! Three may wait, and `notify_one` wakes any of them.

use std::sync::{Condvar, Mutex};

pub struct FizzBuzz {
    n: u32,
    next: Mutex<u32>,
    changed: Condvar,
}

impl FizzBuzz {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            next: Mutex::new(1),
            changed: Condvar::new(),
        }
    }

    fn play(&self, is_mine: impl Fn(u32) -> bool, mut say: impl FnMut(u32)) {
        let mut next = self.next.lock().unwrap();
        while *next <= self.n {
            if is_mine(*next) {
                say(*next);
                *next += 1;
                self.changed.notify_one();
            } else {
                next = self.changed.wait(next).unwrap();
            }
        }
    }

    pub fn fizz(&self, mut say: impl FnMut()) {
        self.play(|n| n % 3 == 0 && n % 5 != 0, |_| say());
    }

    pub fn buzz(&self, mut say: impl FnMut()) {
        self.play(|n| n % 5 == 0 && n % 3 != 0, |_| say());
    }

    pub fn fizz_buzz(&self, mut say: impl FnMut()) {
        self.play(|n| n % 15 == 0, |_| say());
    }

    pub fn number(&self, say: impl FnMut(u32)) {
        self.play(|n| n % 3 != 0 && n % 5 != 0, say);
    }
}
