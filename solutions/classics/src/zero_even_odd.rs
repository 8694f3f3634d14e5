//! Three threads print 0, 1, 0, 2, 0, 3, … together.
//!
//! The usual solution shares "the next number" and loops until it is above `n`; then each thread has to
//! look again after every wait whether the game is over, and whoever forgets that waits for ever. Here
//! every thread counts its own steps, and has nothing to find out.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Lets three threads print the numbers from 1 to `n`, with a zero before each.
pub struct ZeroEvenOdd {
    n: u32,
    /// How many numbers have been printed, zeros included: twice as many as fit into `n`'s type.
    printed: Mutex<u64>,
    changed: Condvar,
}

impl ZeroEvenOdd {
    /// Up to `n`.
    #[must_use]
    pub fn new(n: u32) -> Self {
        Self {
            n,
            printed: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Calls `print(0)` before each number.
    pub fn zero(&self, mut print: impl FnMut(u32)) {
        for number in 1..=self.n {
            self.after(2 * u64::from(number) - 2, || print(0));
        }
    }

    /// Calls `print` with each odd number, in its place.
    pub fn odd(&self, print: impl FnMut(u32)) {
        self.every_second(1, print);
    }

    /// Calls `print` with each even number, in its place.
    pub fn even(&self, print: impl FnMut(u32)) {
        self.every_second(2, print);
    }

    fn every_second(&self, first: u32, mut print: impl FnMut(u32)) {
        for number in (first..=self.n).step_by(2) {
            self.after(2 * u64::from(number) - 1, || print(number));
        }
    }

    /// Calls `print` when so many numbers have been printed.
    fn after(&self, printed: u64, print: impl FnOnce()) {
        drop(wait_while(&self.changed, lock(&self.printed), |so_far| {
            *so_far != printed
        }));
        print();
        *lock(&self.printed) += 1;
        self.changed.notify_all();
    }
}
