//@ expect: full
//! As the tickets, but everybody has a condition variable of their own, and only the head of the
//! line is woken. Who leaves the line, for whatever reason, wakes the new head.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::sync::Arc;
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
}

struct State {
    free: usize,
    line: VecDeque<Arc<Condvar>>,
    closed: bool,
}

impl State {
    fn wake_first(&self) {
        if let Some(first) = self.line.front() {
            first.notify_one();
        }
    }
}

pub struct Permit<'a> {
    state: &'a Mutex<State>,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.free += self.n;
        state.wake_first();
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        assert!(permits > 0, "no permits");
        let state = State {
            free: permits,
            line: VecDeque::new(),
            closed: false,
        };
        Self {
            permits,
            state: Mutex::new(state),
        }
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        self.get(n, None).map_err(|_| Closed)
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            Err(TryAcquireError::Closed)
        } else if state.line.is_empty() && state.free > 0 {
            state.free -= 1;
            Ok(Permit {
                state: &self.state,
                n: 1,
            })
        } else {
            Err(TryAcquireError::NoPermits)
        }
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        self.get(n, Some(limit))
    }

    pub fn available(&self) -> usize {
        self.state.lock().unwrap().free
    }

    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        state.line.iter().for_each(|waiter| waiter.notify_one());
    }

    fn get(&self, n: usize, limit: Option<Duration>) -> Result<Permit<'_>, AcquireTimeoutError> {
        let possible = 1..=self.permits;
        assert!(possible.contains(&n), "n must be in {possible:?}");
        let begun = Instant::now();
        let mine = Arc::new(Condvar::new());
        let mut state = self.state.lock().unwrap();
        state.line.push_back(Arc::clone(&mine));
        let result = loop {
            if state.closed {
                break Err(AcquireTimeoutError::Closed);
            }
            if state.free >= n
                && state
                    .line
                    .front()
                    .is_some_and(|first| Arc::ptr_eq(first, &mine))
            {
                state.free -= n;
                break Ok(Permit {
                    state: &self.state,
                    n,
                });
            }
            state = match limit {
                None => mine.wait(state).unwrap(),
                Some(limit) => match limit.checked_sub(begun.elapsed()) {
                    Some(left) if !left.is_zero() => mine.wait_timeout(state, left).unwrap().0,
                    _ => break Err(AcquireTimeoutError::TimedOut),
                },
            };
        };
        state.line.retain(|other| !Arc::ptr_eq(other, &mine));
        state.wake_first();
        drop(state);
        result
    }
}
