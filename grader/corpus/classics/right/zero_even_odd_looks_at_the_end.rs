//@ expect: full
//@ task: zero_even_odd
//! The usual solution: a shared number, and a look after every wait whether it is above `n`.

use std::sync::{Condvar, Mutex};

struct State {
    number: u32,
    zero_is_next: bool,
}

pub struct ZeroEvenOdd {
    n: u32,
    state: Mutex<State>,
    changed: Condvar,
}

impl ZeroEvenOdd {
    pub fn new(n: u32) -> Self {
        let state = Mutex::new(State {
            number: 1,
            zero_is_next: true,
        });
        Self {
            n,
            state,
            changed: Condvar::new(),
        }
    }

    pub fn zero(&self, mut print: impl FnMut(u32)) {
        loop {
            let state = self.state.lock().unwrap();
            let waits = |state: &mut State| state.number <= self.n && !state.zero_is_next;
            let mut state = self.changed.wait_while(state, waits).unwrap();
            if state.number > self.n {
                return;
            }
            print(0);
            state.zero_is_next = false;
            self.changed.notify_all();
        }
    }

    fn numbers(&self, parity: u32, mut print: impl FnMut(u32)) {
        loop {
            let state = self.state.lock().unwrap();
            let waits = |state: &mut State| {
                state.number <= self.n && (state.zero_is_next || state.number % 2 != parity)
            };
            let mut state = self.changed.wait_while(state, waits).unwrap();
            if state.number > self.n {
                return;
            }
            print(state.number);
            state.number += 1;
            state.zero_is_next = true;
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
