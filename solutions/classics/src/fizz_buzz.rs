//! Four threads play one game of fizz buzz.
//!
//! As in `zero_even_odd`, every thread knows its own numbers. With a channel for each thread, and one of
//! them handing out the turns, it is a small actor; the lock is shorter.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Lets four threads count from 1 to `n` together, each with the numbers that are its own.
pub struct FizzBuzz {
    n: u32,
    /// The last number that was said.
    said: Mutex<u32>,
    changed: Condvar,
}

impl FizzBuzz {
    /// Up to `n`.
    #[must_use]
    pub fn new(n: u32) -> Self {
        Self {
            n,
            said: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Calls `say` for each number that 3 divides and 5 does not, in its place.
    pub fn fizz(&self, mut say: impl FnMut()) {
        self.play((true, false), |_| say());
    }

    /// Calls `say` for each number that 5 divides and 3 does not, in its place.
    pub fn buzz(&self, mut say: impl FnMut()) {
        self.play((false, true), |_| say());
    }

    /// Calls `say` for each number that both 3 and 5 divide, in its place.
    pub fn fizz_buzz(&self, mut say: impl FnMut()) {
        self.play((true, true), |_| say());
    }

    /// Calls `say` with each other number, in its place.
    pub fn number(&self, say: impl FnMut(u32)) {
        self.play((false, false), say);
    }

    /// Says every number of which this is true: whether 3 divides it, and whether 5 does.
    fn play(&self, mine: (bool, bool), mut say: impl FnMut(u32)) {
        let is_mine = |number: &u32| (number.is_multiple_of(3), number.is_multiple_of(5)) == mine;
        for number in (1..=self.n).filter(is_mine) {
            drop(wait_while(&self.changed, lock(&self.said), |said| {
                *said != number - 1
            }));
            say(number);
            *lock(&self.said) = number;
            // Three may wait, and one of them is meant.
            self.changed.notify_all();
        }
    }
}
