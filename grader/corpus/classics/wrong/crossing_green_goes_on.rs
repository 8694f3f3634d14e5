//@ expect: wrong-order in crossing/nobody_waits_for_ever
//@ task: crossing
//@ points: 7.83
//! A car that comes to a green light drives on, whoever waits at the red one.

use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Main,
    Side,
}

struct State {
    green: Road,
    turning: bool,
    crossing: usize,
}

pub struct Crossing {
    state: Mutex<State>,
    changed: Condvar,
}

impl Default for Crossing {
    fn default() -> Self {
        let state = State {
            green: Road::Main,
            turning: false,
            crossing: 0,
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
        let state = self.state.lock().unwrap();
        let must_wait = |it: &mut State| it.turning || (it.green != road && it.crossing > 0);
        let mut state = self.changed.wait_while(state, must_wait).unwrap();
        if state.green != road {
            state.turning = true;
            drop(state);
            turn_green();
            state = self.state.lock().unwrap();
            state.turning = false;
            state.green = road;
            self.changed.notify_all();
        }
        state.crossing += 1;
        drop(state);
        cross();
        self.state.lock().unwrap().crossing -= 1;
        self.changed.notify_all();
    }
}
