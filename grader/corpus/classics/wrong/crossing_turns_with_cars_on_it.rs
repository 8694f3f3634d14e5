//@ expect: limit-exceeded in crossing/two_roads
//@ task: crossing
//@ points: 1.3
//! Cars take numbers, but the light is turned although somebody still crosses.

use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Main,
    Side,
}

struct State {
    next: u64,
    serving: u64,
    green: Road,
}

pub struct Crossing {
    state: Mutex<State>,
    changed: Condvar,
}

impl Default for Crossing {
    fn default() -> Self {
        let state = State {
            next: 0,
            serving: 0,
            green: Road::Main,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }
}

impl Crossing {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn arrive(&self, road: Road, turn_green: impl FnOnce(), cross: impl FnOnce()) {
        let mut state = self.state.lock().unwrap();
        let mine = state.next;
        state.next += 1;
        let state = self
            .changed
            .wait_while(state, |it| it.serving != mine)
            .unwrap();
        let is_red = state.green != road;
        drop(state);
        if is_red {
            turn_green();
        }
        let mut state = self.state.lock().unwrap();
        state.green = road;
        state.serving += 1;
        drop(state);
        self.changed.notify_all();
        cross();
    }
}
