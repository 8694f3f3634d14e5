//@ expect: busy-wait in fizz_buzz/waits_for_whoever_is_late
//@ expect: livelock in fizz_buzz/one_word_at_a_time
//@ task: fizz_buzz
//@ points: 8.25
//! Looks at an atomic number again and again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

pub struct FizzBuzz {
    n: u32,
    next: AtomicU32,
}

impl FizzBuzz {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            next: AtomicU32::new(1),
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
            } else {
                thread::yield_now();
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
