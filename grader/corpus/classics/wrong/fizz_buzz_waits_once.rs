//@ expect: lost-wakeup in fizz_buzz/up_to_fifteen
//@ task: fizz_buzz
//@ points: 0
//! `if` instead of `while`: whoever is woken takes its turn, whosever it is.

use std::sync::{Condvar, Mutex};

pub struct FizzBuzz {
    n: u32,
    said: Mutex<u32>,
    changed: Condvar,
}

impl FizzBuzz {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            said: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    fn play(&self, is_mine: impl Fn(u32) -> bool, mut say: impl FnMut(u32)) {
        for number in (1..=self.n).filter(|&number| is_mine(number)) {
            let mut said = self.said.lock().unwrap();
            if *said < number - 1 {
                said = self.changed.wait(said).unwrap();
            }
            say(number);
            *said = number;
            self.changed.notify_all();
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
