//@ expect: limit-exceeded in crossing/two_roads
//@ task: crossing
//@ points: 1.3
//! Looks whether the light is red when it comes, and not when it is let through: it has been turned in between.

use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Main,
    Side,
}

struct State {
    next: u64,
    serving: u64,
    crossing: usize,
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
            crossing: 0,
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
        let is_red = state.green != road;
        let must_wait =
            |it: &mut State| it.serving != mine || (it.green != road && it.crossing > 0);
        drop(self.changed.wait_while(state, must_wait).unwrap());
        if is_red {
            turn_green();
        }
        let mut state = self.state.lock().unwrap();
        state.green = road;
        state.crossing += 1;
        state.serving += 1;
        drop(state);
        self.changed.notify_all();
        cross();
        self.state.lock().unwrap().crossing -= 1;
        self.changed.notify_all();
    }
}
