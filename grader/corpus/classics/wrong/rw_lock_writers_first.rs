//@ expect: wrong-order in rw_lock/nor_do_readers
//@ expect: wrong-order in rw_lock/nobody_is_overtaken
//@ task: rw_lock
//@ points: 11.29
//! A reader waits while any writer waits: while writers keep coming, it waits for ever.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    readers: usize,
    is_written: bool,
    waiting_writers: usize,
}

#[derive(Default)]
pub struct ReadWriteLock {
    state: Mutex<State>,
    changed: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        let state = self.state.lock().unwrap();
        let must_wait = |state: &mut State| state.is_written || state.waiting_writers > 0;
        self.changed.wait_while(state, must_wait).unwrap().readers += 1;
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let mut state = self.state.lock().unwrap();
        state.waiting_writers += 1;
        let must_wait = |state: &mut State| state.is_written || state.readers > 0;
        state = self.changed.wait_while(state, must_wait).unwrap();
        state.waiting_writers -= 1;
        state.is_written = true;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap().readers -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap().is_written = false;
        self.0.changed.notify_all();
    }
}
