//@ expect: not-concurrent in semaphore/permits_are_passed_on_at_once
//@ expect: lost-wakeup in acquire_many/one_return_may_serve_several
//@ points: 94
//! Only a permit that comes back wakes the line. Who passes does not tell the next one, for whom
//! there may be enough too. (Rust study: blocking, Condvar.)

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::sync::Condvar;
use std::sync::Mutex;
use std::time::Duration;

pub struct Slots {
    taken: Sender<()>,
    tokens: Receiver<()>,
}

struct Slot<'a>(&'a Receiver<()>);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let _ = self.0.try_recv();
    }
}

impl Slots {
    pub fn new(n: usize) -> Self {
        assert!(n > 0, "`n` must be at least 1");
        let (taken, tokens) = bounded(n);
        Self { taken, tokens }
    }

    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let _ = self.taken.send(());
        let _slot = Slot(&self.tokens);
        f()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryAcquireError {
    NoPermits,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcquireTimeoutError {
    TimedOut,
    Closed,
}

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: usize,
    line: VecDeque<u64>,
    next_ticket: u64,
    closed: bool,
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.state.lock().unwrap().free += self.n;
        self.semaphore.changed.notify_all();
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        assert!(permits > 0, "`permits` must be at least 1");
        let line = VecDeque::new();
        Self {
            permits,
            state: Mutex::new(State {
                free: permits,
                line,
                next_ticket: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        self.check(n);
        let mut state = self.state.lock().unwrap();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.line.push_back(ticket);
        while !state.closed && (state.line.front() != Some(&ticket) || state.free < n) {
            state = self.changed.wait(state).unwrap();
        }
        state.line.retain(|&other| other != ticket);
        if state.closed {
            return Err(Closed);
        }
        state.free -= n;
        Ok(Permit { semaphore: self, n })
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryAcquireError::Closed);
        }
        if state.free == 0 || !state.line.is_empty() {
            return Err(TryAcquireError::NoPermits);
        }
        state.free -= 1;
        Ok(Permit {
            semaphore: self,
            n: 1,
        })
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        self.check(n);
        let mut state = self.state.lock().unwrap();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.line.push_back(ticket);
        let not_yet = |state: &mut State| {
            !state.closed && (state.line.front() != Some(&ticket) || state.free < n)
        };
        let (mut state, waited) = self
            .changed
            .wait_timeout_while(state, limit, not_yet)
            .unwrap();
        state.line.retain(|&other| other != ticket);
        self.changed.notify_all();
        if state.closed {
            return Err(AcquireTimeoutError::Closed);
        }
        if waited.timed_out() {
            return Err(AcquireTimeoutError::TimedOut);
        }
        state.free -= n;
        Ok(Permit { semaphore: self, n })
    }

    pub fn available(&self) -> usize {
        self.state.lock().unwrap().free
    }

    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }

    fn check(&self, n: usize) {
        assert!(
            n > 0 && n <= self.permits,
            "`n` is {n}, and must be from 1 to {}",
            self.permits
        );
    }
}
