//@ expect: full
//@ task: crossing
//! When the last car has left and others wait, the light turns and all who wait there cross together.

use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Main,
    Side,
}

impl Road {
    fn other(self) -> Road {
        match self {
            Road::Main => Road::Side,
            Road::Side => Road::Main,
        }
    }
}

struct State {
    green: Road,
    /// Crossing, or allowed to.
    inside: usize,
    /// By road.
    waiting: [usize; 2],
    /// Allowed to cross, and not yet gone. The first of them turns the light.
    admitted: usize,
    turned: bool,
}

pub struct Crossing {
    state: Mutex<State>,
    changed: Condvar,
}

impl Default for Crossing {
    fn default() -> Self {
        let state = State {
            green: Road::Main,
            inside: 0,
            waiting: [0, 0],
            admitted: 0,
            turned: true,
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

    /// Lets all who wait on the other road cross, if the crossing is empty.
    fn change(&self, state: &mut State) {
        let other = state.green.other();
        let waiting = state.waiting[other as usize];
        if state.inside == 0 && waiting > 0 {
            state.green = other;
            state.turned = false;
            state.inside = waiting;
            state.admitted = waiting;
            state.waiting[other as usize] = 0;
            self.changed.notify_all();
        }
    }

    pub fn arrive(&self, road: Road, turn_green: impl FnOnce(), cross: impl FnOnce()) {
        let mut state = self.state.lock().unwrap();
        let free = state.green == road && state.waiting[road.other() as usize] == 0 && state.turned;
        if free {
            state.inside += 1;
        } else {
            state.waiting[road as usize] += 1;
            self.change(&mut state);
            let must_wait = |state: &mut State| state.green != road || state.admitted == 0;
            state = self.changed.wait_while(state, must_wait).unwrap();
            state.admitted -= 1;
            if !state.turned {
                // The others wait here until it is really green.
                turn_green();
                state.turned = true;
            }
        }
        drop(state);
        cross();
        let mut state = self.state.lock().unwrap();
        state.inside -= 1;
        if state.inside == 0 {
            self.change(&mut state);
            // Who came to the green light meanwhile waited for nobody after all.
            let stayed = state.waiting[state.green as usize];
            if state.inside == 0 && stayed > 0 {
                let green = state.green as usize;
                state.inside = stayed;
                state.admitted = stayed;
                state.waiting[green] = 0;
                self.changed.notify_all();
            }
        }
    }
}
