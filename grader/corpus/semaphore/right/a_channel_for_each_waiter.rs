//@ expect: full
//! Each waiter leaves the sending end of a channel of its own in the line, and waits at the other
//! end with whatever limit it has. Whose message cannot be delivered has given up. Closing drops
//! the senders.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

pub struct Slots {
    tokens: Receiver<()>,
    back: Sender<()>,
}

impl Slots {
    pub fn new(n: usize) -> Self {
        assert!(n > 0, "n == 0");
        let (back, tokens) = bounded(n);
        for _ in 0..n {
            back.send(()).expect("there is room for all");
        }
        Self { tokens, back }
    }

    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        self.tokens.recv().expect("the other end is ours too");
        let result = catch_unwind(AssertUnwindSafe(f));
        self.back.send(()).expect("the other end is ours too");
        result.unwrap_or_else(|panic| resume_unwind(panic))
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
    total: usize,
    inner: Mutex<Inner>,
}

struct Waiter {
    id: u64,
    n: usize,
    served: Sender<()>,
}

struct Inner {
    free: usize,
    line: VecDeque<Waiter>,
    next: u64,
    closed: bool,
}

impl Inner {
    fn serve(&mut self) {
        while let Some(Waiter { n, served, .. }) = self.line.front() {
            if *n > self.free {
                return;
            }
            // Who has given up has dropped its receiver.
            if served.send(()).is_ok() {
                self.free -= n;
            }
            self.line.pop_front();
        }
    }
}

pub struct Permit<'a> {
    from: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.from.with(|inner| {
            inner.free += self.n;
            inner.serve();
        });
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        assert!(permits >= 1, "permits: {permits}");
        let inner = Inner {
            free: permits,
            line: VecDeque::new(),
            next: 0,
            closed: false,
        };
        Self {
            total: permits,
            inner: Mutex::new(inner),
        }
    }

    fn with<R>(&self, f: impl FnOnce(&mut Inner) -> R) -> R {
        f(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn line_up(&self, n: usize) -> Result<(u64, Receiver<()>), Closed> {
        assert!((1..=self.total).contains(&n), "n: {n}, of {}", self.total);
        self.with(|inner| {
            if inner.closed {
                return Err(Closed);
            }
            let (served, receiver) = bounded(1);
            let id = inner.next;
            inner.next += 1;
            inner.line.push_back(Waiter { id, n, served });
            inner.serve();
            Ok((id, receiver))
        })
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        let (_, served) = self.line_up(n)?;
        served.recv().map_err(|_| Closed)?;
        Ok(Permit { from: self, n })
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        self.with(|inner| match (inner.closed, inner.free, inner.line.len()) {
            (true, ..) => Err(TryAcquireError::Closed),
            (false, 1.., 0) => {
                inner.free -= 1;
                Ok(Permit { from: self, n: 1 })
            }
            (false, ..) => Err(TryAcquireError::NoPermits),
        })
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        let (id, served) = self.line_up(n).map_err(|_| AcquireTimeoutError::Closed)?;
        match served.recv_timeout(limit) {
            Ok(()) => return Ok(Permit { from: self, n }),
            Err(error) if error.is_disconnected() => return Err(AcquireTimeoutError::Closed),
            Err(_) => {}
        }
        // Under the lock it is decided whether the message came at the last moment.
        self.with(|inner| {
            if served.try_recv().is_ok() {
                return Ok(Permit { from: self, n });
            }
            inner.line.retain(|waiter| waiter.id != id);
            inner.serve();
            Err(AcquireTimeoutError::TimedOut)
        })
    }

    pub fn available(&self) -> usize {
        self.with(|inner| inner.free)
    }

    pub fn close(&self) {
        self.with(|inner| {
            inner.closed = true;
            inner.line.clear();
        });
    }
}
