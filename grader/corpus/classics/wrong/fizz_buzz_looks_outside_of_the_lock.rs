//@ expect: lost-wakeup in fizz_buzz/up_to_fifteen
//@ task: fizz_buzz
//@ points: 0
//! An atomic number, and a condition variable beside it: between the look and the wait the notification passes. (Go study: blocking, Wait.)

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};

pub struct FizzBuzz {
    n: u32,
    next: AtomicU32,
    lock: Mutex<()>,
    changed: Condvar,
}

impl FizzBuzz {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            next: AtomicU32::new(1),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    fn play(&self, is_mine: impl Fn(u32) -> bool, mut say: impl FnMut(u32)) {
        loop {
            let next = self.next.load(Ordering::SeqCst);
            if next > self.n {
                return;
            }
            if is_mine(next) {
                say(next);
                self.next.store(next + 1, Ordering::SeqCst);
                self.changed.notify_all();
            } else {
                let guard = self.lock.lock().unwrap();
                drop(self.changed.wait(guard).unwrap());
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
