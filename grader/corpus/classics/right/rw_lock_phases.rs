//@ expect: full
//@ task: rw_lock
//! Phase-fair: after a writer all waiting readers get in, after readers one waiting writer.

use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    readers: usize,
    is_written: bool,
    waiting_readers: usize,
    /// Writers take numbers, so that none of them overtakes another, and the readers behind it.
    next_writer: u64,
    writer: u64,
    /// How many writers have let all waiting readers in.
    phase: u64,
}

#[derive(Default)]
pub struct ReadWriteLock {
    state: Mutex<State>,
    readers: Condvar,
    writers: Condvar,
}

pub struct Reading<'l>(&'l ReadWriteLock);

pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn read(&self) -> Reading<'_> {
        let mut state = self.state.lock().unwrap();
        if state.is_written || state.next_writer > state.writer {
            state.waiting_readers += 1;
            let mine = state.phase;
            drop(
                self.readers
                    .wait_while(state, |state| state.phase == mine)
                    .unwrap(),
            );
        } else {
            state.readers += 1;
        }
        Reading(self)
    }

    pub fn write(&self) -> Writing<'_> {
        let mut state = self.state.lock().unwrap();
        let mine = state.next_writer;
        state.next_writer += 1;
        let must_wait = |state: &mut State| state.writer != mine || state.readers > 0;
        state = self.writers.wait_while(state, must_wait).unwrap();
        state.is_written = true;
        Writing(self)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        state.readers -= 1;
        if state.readers == 0 {
            self.0.writers.notify_all();
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        state.is_written = false;
        state.writer += 1;
        if state.waiting_readers > 0 {
            // They count as inside from now on, so that no writer comes in between.
            state.readers = state.waiting_readers;
            state.waiting_readers = 0;
            state.phase += 1;
            self.0.readers.notify_all();
        } else {
            self.0.writers.notify_all();
        }
    }
}
