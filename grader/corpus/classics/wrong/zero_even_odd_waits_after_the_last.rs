//@ expect: deadlock in zero_even_odd/up_to_two
//@ expect: deadlock in zero_even_odd/up_to_any_number
//@ task: zero_even_odd
//@ points: 0.86
//! Loops while the number is at most `n`, and waits without another look: after the last number somebody waits for one more.

use std::sync::{Condvar, Mutex};

pub struct ZeroEvenOdd {
    n: u32,
    state: Mutex<(u32, bool)>,
    changed: Condvar,
}

impl ZeroEvenOdd {
    pub fn new(n: u32) -> Self {
        Self {
            n,
            state: Mutex::new((1, true)),
            changed: Condvar::new(),
        }
    }

    pub fn zero(&self, mut print: impl FnMut(u32)) {
        for _ in 0..self.n {
            let state = self.state.lock().unwrap();
            let mut state = self.changed.wait_while(state, |state| !state.1).unwrap();
            print(0);
            state.1 = false;
            self.changed.notify_all();
        }
    }

    fn numbers(&self, parity: u32, mut print: impl FnMut(u32)) {
        let mut state = self.state.lock().unwrap();
        while state.0 <= self.n {
            let waits = |state: &mut (u32, bool)| state.1 || state.0 % 2 != parity;
            state = self.changed.wait_while(state, waits).unwrap();
            print(state.0);
            *state = (state.0 + 1, true);
            self.changed.notify_all();
        }
    }

    pub fn odd(&self, print: impl FnMut(u32)) {
        self.numbers(1, print);
    }

    pub fn even(&self, print: impl FnMut(u32)) {
        self.numbers(0, print);
    }
}
