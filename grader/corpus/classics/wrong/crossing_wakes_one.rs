//@ expect: lost-wakeup in crossing/one_road_crosses_together
//@ expect: lost-wakeup in crossing/the_light_takes_its_time
//@ expect: lost-wakeup in crossing/nobody_waits_for_ever
//@ expect: lost-wakeup in crossing/everybody_crosses
//@ expect: lost-wakeup in crossing/waking_for_no_reason_changes_nothing
//@ task: crossing
//@ points: 3.04
//! Whoever leaves wakes one of those who wait, whether it is its turn or not. (Rust study: blocking, Condvar.)

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
        let must_wait =
            |it: &mut State| it.serving != mine || (it.green != road && it.crossing > 0);
        let state = self.changed.wait_while(state, must_wait).unwrap();
        let is_red = state.green != road;
        drop(state);
        if is_red {
            turn_green();
        }
        let mut state = self.state.lock().unwrap();
        state.green = road;
        state.crossing += 1;
        state.serving += 1;
        drop(state);
        self.changed.notify_one();
        cross();
        self.state.lock().unwrap().crossing -= 1;
        self.changed.notify_one();
    }
}
