//@ expect: wrong-value in crossing/everybody_crosses
//@ expect: wrong-value in crossing/one_road_crosses_together
//@ expect: wrong-value in crossing/the_light_takes_its_time
//@ expect: wrong-value in crossing/waking_for_no_reason_changes_nothing
//@ task: crossing
//@ points: 5.21
//! Each car that found a red light when it came has it turned, although another may have done so already.

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
        let state = self.changed.wait_while(state, must_wait).unwrap();
        let is_red = is_red || state.green != road;
        drop(state);
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
