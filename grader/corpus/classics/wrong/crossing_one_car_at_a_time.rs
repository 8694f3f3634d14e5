//@ expect: not-concurrent in crossing/one_road_crosses_together
//@ expect: not-concurrent in crossing/the_light_takes_its_time
//@ task: crossing
//@ points: 7.39
//! A lock around everything: right, and one car at a time.

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
        let mut state = self
            .changed
            .wait_while(state, |it| it.serving != mine)
            .unwrap();
        let is_red = state.green != road;
        state.green = road;
        drop(state);
        if is_red {
            turn_green();
        }
        cross();
        self.state.lock().unwrap().serving += 1;
        self.changed.notify_all();
    }
}
