//@ expect: full
//! The baker's way: everybody draws a number, and a counter tells whose turn it is. Numbers of
//! those who gave up are noted, and skipped when their turn comes.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeSet;
use std::sync::Condvar;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

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

#[derive(Default)]
struct State {
    out: usize,
    drawn: u64,
    turn: u64,
    given_up: BTreeSet<u64>,
    closed: bool,
}

impl State {
    fn next_turn(&mut self) {
        self.turn += 1;
        while self.given_up.remove(&self.turn) {
            self.turn += 1;
        }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.change(|state| state.out -= self.n);
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        assert!(permits > 0, "permits == 0");
        Self {
            permits,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
        self.changed.notify_all();
    }

    fn draw(&self, n: usize, limit: Option<Duration>) -> Option<Result<Permit<'_>, Closed>> {
        assert!(n > 0, "n == 0");
        assert!(
            self.permits >= n,
            "n == {n}, and {} is all there is",
            self.permits
        );
        let mut state = self.state.lock().unwrap();
        let number = state.drawn;
        state.drawn += 1;
        let my_turn = |state: &State| state.turn == number && state.out + n <= self.permits;
        let begin = Instant::now();
        while !state.closed && !my_turn(&state) {
            state = match limit {
                None => self.changed.wait(state).unwrap(),
                Some(limit) => {
                    let left = limit.saturating_sub(begin.elapsed());
                    let (mut state, waited) = self.changed.wait_timeout(state, left).unwrap();
                    if waited.timed_out() && !state.closed && !my_turn(&state) {
                        if state.turn == number {
                            state.next_turn();
                        } else {
                            state.given_up.insert(number);
                        }
                        self.changed.notify_all();
                        return None;
                    }
                    state
                }
            };
        }
        if state.closed {
            return Some(Err(Closed));
        }
        state.out += n;
        state.next_turn();
        self.changed.notify_all();
        Some(Ok(Permit { semaphore: self, n }))
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        self.draw(n, None).expect("without a limit nobody gives up")
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryAcquireError::Closed);
        }
        if state.turn != state.drawn || state.out == self.permits {
            return Err(TryAcquireError::NoPermits);
        }
        state.out += 1;
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
        match self.draw(n, Some(limit)) {
            Some(Ok(permit)) => Ok(permit),
            Some(Err(Closed)) => Err(AcquireTimeoutError::Closed),
            None => Err(AcquireTimeoutError::TimedOut),
        }
    }

    pub fn available(&self) -> usize {
        self.permits - self.state.lock().unwrap().out
    }

    pub fn close(&self) {
        self.change(|state| state.closed = true);
    }
}
