//@ expect: duplicated-item in crossing/turns_the_light_when_it_is_red
//@ expect: wrong-value in crossing/two_roads
//@ task: crossing
//@ points: 0
//! The light belongs to nobody in the beginning: the first car of the main road turns it, although it is green.

use std::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    Main,
    Side,
}

#[derive(Default)]
struct State {
    next: u64,
    serving: u64,
    crossing: usize,
    green: Option<Road>,
}

#[derive(Default)]
pub struct Crossing {
    state: Mutex<State>,
    changed: Condvar,
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
            |it: &mut State| it.serving != mine || (it.green != Some(road) && it.crossing > 0);
        let state = self.changed.wait_while(state, must_wait).unwrap();
        let is_red = state.green != Some(road);
        drop(state);
        if is_red {
            turn_green();
        }
        let mut state = self.state.lock().unwrap();
        state.green = Some(road);
        state.crossing += 1;
        state.serving += 1;
        drop(state);
        self.changed.notify_all();
        cross();
        self.state.lock().unwrap().crossing -= 1;
        self.changed.notify_all();
    }
}
