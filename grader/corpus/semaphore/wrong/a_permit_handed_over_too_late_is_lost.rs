//@ expect: deadlock in acquire_timeout/nothing_is_lost_at_the_limit
//@ points: 98
//! Permits are handed over through a channel of the waiter's own. One that is handed over just as
//! the time ends lies in a channel that nobody reads any more.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
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
        let mut inner = self.from.inner.lock().unwrap();
        inner.free += self.n;
        inner.serve();
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

    fn line_up(&self, n: usize) -> Result<(u64, Receiver<()>), Closed> {
        assert!((1..=self.total).contains(&n), "n: {n}, of {}", self.total);
        let mut inner = self.inner.lock().unwrap();
        if inner.closed {
            return Err(Closed);
        }
        let (served, receiver) = bounded(1);
        let id = inner.next;
        inner.next += 1;
        inner.line.push_back(Waiter { id, n, served });
        inner.serve();
        Ok((id, receiver))
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
        let mut inner = self.inner.lock().unwrap();
        if inner.closed {
            return Err(TryAcquireError::Closed);
        }
        if inner.free == 0 || !inner.line.is_empty() {
            return Err(TryAcquireError::NoPermits);
        }
        inner.free -= 1;
        Ok(Permit { from: self, n: 1 })
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        let (id, served) = self.line_up(n).map_err(|_| AcquireTimeoutError::Closed)?;
        match served.recv_timeout(limit) {
            Ok(()) => Ok(Permit { from: self, n }),
            Err(error) if error.is_disconnected() => Err(AcquireTimeoutError::Closed),
            Err(_) => {
                let mut inner = self.inner.lock().unwrap();
                // Whoever is no longer in line has left, or was served.
                inner.line.retain(|waiter| waiter.id != id);
                inner.serve();
                Err(AcquireTimeoutError::TimedOut)
            }
        }
    }

    pub fn available(&self) -> usize {
        self.inner.lock().unwrap().free
    }

    pub fn close(&self) {
        let mut inner = self.inner.lock().unwrap();
        inner.closed = true;
        inner.line.clear();
    }
}
