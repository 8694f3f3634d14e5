//@ expect: full
//! Permits are handed over: who gives them back serves the line itself, and unparks exactly those
//! who were served. A waiter whose time is over at that very moment keeps what it was handed. The
//! slots are a semaphore.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

pub struct Slots(Semaphore);

impl Slots {
    pub fn new(n: usize) -> Self {
        assert_ne!(n, 0, "`n` is 0");
        Self(Semaphore::new(n))
    }

    pub fn guarded<R, F: FnOnce() -> R>(&self, f: F) -> R {
        let _permit = self.0.acquire();
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
    line: VecDeque<Arc<Waiter>>,
    closed: bool,
}

struct Waiter {
    thread: thread::Thread,
    n: usize,
    answer: AtomicUsize,
}

const WAITING: usize = 0;
const SERVED: usize = 1;
const CLOSED: usize = 2;

impl Waiter {
    fn tell(&self, answer: usize) {
        self.answer.store(answer, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl State {
    /// Serves the line from its head, as far as the permits go.
    fn serve(&mut self) {
        while let Some(first) = self.line.front()
            && first.n <= self.free
        {
            self.free -= first.n;
            first.tell(SERVED);
            self.line.pop_front();
        }
    }
}

#[must_use]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.semaphore.lock();
        state.free += self.n;
        state.serve();
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        if permits == 0 {
            panic!("a semaphore without permits lets nobody pass");
        }
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
        self.wait(1, None).map_err(|_| Closed)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        self.wait(n, None).map_err(|_| Closed)
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        match self.acquire_timeout(1, Duration::ZERO) {
            Ok(permit) => Ok(permit),
            Err(AcquireTimeoutError::TimedOut) => Err(TryAcquireError::NoPermits),
            Err(AcquireTimeoutError::Closed) => Err(TryAcquireError::Closed),
        }
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        self.wait(n, Some(limit))
    }

    pub fn available(&self) -> usize {
        self.lock().free
    }

    pub fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.line.drain(..).for_each(|waiter| waiter.tell(CLOSED));
    }

    fn wait(&self, n: usize, limit: Option<Duration>) -> Result<Permit<'_>, AcquireTimeoutError> {
        assert!(n != 0, "n must not be 0");
        assert!(n <= self.permits, "n = {n} is more than there will ever be");
        // `None` for no limit, and for one beyond the end of the clock.
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        let waiter = Arc::new(Waiter {
            thread: thread::current(),
            n,
            answer: AtomicUsize::new(WAITING),
        });
        let mut state = self.lock();
        if state.closed {
            return Err(AcquireTimeoutError::Closed);
        }
        state.line.push_back(Arc::clone(&waiter));
        state.serve();
        drop(state);
        let mut is_over = false;
        loop {
            match waiter.answer.load(Ordering::SeqCst) {
                SERVED => return Ok(Permit { semaphore: self, n }),
                CLOSED => return Err(AcquireTimeoutError::Closed),
                _ if is_over => return Err(AcquireTimeoutError::TimedOut),
                _ => {}
            }
            match deadline {
                None => thread::park(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        is_over = self.leave(&waiter);
                    } else {
                        thread::park_timeout(left);
                    }
                }
            }
        }
    }

    /// Takes the waiter out of the line; `false` if it was served or told meanwhile.
    fn leave(&self, waiter: &Arc<Waiter>) -> bool {
        let mut state = self.lock();
        let before = state.line.len();
        state.line.retain(|other| !Arc::ptr_eq(other, waiter));
        let was_there = state.line.len() < before;
        state.serve();
        was_there
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
