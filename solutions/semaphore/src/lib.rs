//! Semaphores: at most so many at once.
//!
//! Three habits carry the whole exercise:
//!
//! - *A permit is a value.* Its `Drop` gives it back: at the end of a block, on an early return, on
//!   a panic. No `defer release()` can be forgotten, and the borrow checker keeps anybody from
//!   using it twice or after the semaphore is gone.
//! - *One lock over all that belongs together.* Free permits, the line and the closed flag are
//!   decided on under one lock, so there is no moment between looking and taking.
//! - *A condition variable says "look again", not "it is true".* Hence `wait_while`, and hence a
//!   `notify_all` after every change that may let somebody pass.
//!
//! Alternatives, and what they cost: without the line, `while free == 0 { wait }` is five lines
//! shorter, and a newcomer may take a permit under the nose of one who has waited for long; a
//! condition variable for each waiter (or `thread::park`) wakes only the one whose turn it is,
//! which pays with hundreds of waiters; handing permits over to the waiter at release saves it a
//! second look, and then a waiter whose time is over at that moment must give back what it was
//! handed.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lets at most `n` calls of [`guarded`](Slots::guarded) run at the same time.
///
/// The Go idiom: a channel with `n` places, in which each call leaves a token while it runs. What
/// is missing in the idiom is the line: channels don't promise which of two waiting senders is
/// first.
pub struct Slots {
    taken: Sender<()>,
    tokens: Receiver<()>,
}

impl Slots {
    /// `n` free slots.
    ///
    /// # Panics
    /// If `n` is 0: a channel without places is a rendezvous, and nobody would come.
    #[must_use]
    pub fn new(n: usize) -> Self {
        assert!(n > 0, "`n` must be at least 1");
        let (taken, tokens) = bounded(n);
        Self { taken, tokens }
    }

    /// Runs `f` in the caller's thread as soon as a slot is free, and returns its result.
    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        /// Takes a token back when it is dropped, and so after a panic in `f` too.
        struct Slot<'a>(&'a Receiver<()>);

        impl Drop for Slot<'_> {
            fn drop(&mut self) {
                // One token is ours, so there is one to take; whose it is makes no difference.
                let _ = self.0.try_recv();
            }
        }

        // Cannot fail: `self` owns a receiver.
        let _ = self.taken.send(());
        // With `let _ = Slot(…)` the slot would be given back right here.
        let _slot = Slot(&self.tokens);
        f()
    }
}

/// A number of permits, given out first come, first served.
pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: usize,
    /// The tickets of those who wait, in the order in which they came.
    line: VecDeque<u64>,
    next_ticket: u64,
    closed: bool,
}

/// One permit or several, taken from a [`Semaphore`]; dropping it gives them back.
///
/// It holds no lock (a `MutexGuard` would not be `Send`), only the number to give back.
#[must_use = "a permit that is dropped at once protects nothing"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.lock().free += self.n;
        // All, not one: the one woken might need more than there is, or not be the head.
        self.semaphore.changed.notify_all();
    }
}

/// The semaphore was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// Why [`Semaphore::try_acquire`] got no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryAcquireError {
    /// No permit is free, or others have been waiting for it.
    NoPermits,
    /// The semaphore was closed.
    Closed,
}

/// Why [`Semaphore::acquire_timeout`] got no permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcquireTimeoutError {
    /// The time was over.
    TimedOut,
    /// The semaphore was closed.
    Closed,
}

impl Semaphore {
    /// A semaphore with `permits` free permits.
    ///
    /// # Panics
    /// If `permits` is 0.
    #[must_use]
    pub fn new(permits: usize) -> Self {
        assert!(permits > 0, "`permits` must be at least 1");
        Self {
            permits,
            state: Mutex::new(State {
                free: permits,
                line: VecDeque::new(),
                next_ticket: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Waits for one permit.
    ///
    /// # Errors
    /// [`Closed`] if the semaphore is closed, or is closed during the wait.
    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    /// Waits for `n` permits and takes them together.
    ///
    /// # Errors
    /// [`Closed`] if the semaphore is closed, or is closed during the wait.
    ///
    /// # Panics
    /// If `n` is 0, or more than the semaphore has in all.
    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        // Without a limit there is only one way to fail.
        self.stand_in_line(n, None).map_err(|_| Closed)
    }

    /// Takes one permit if that is possible at once without passing anybody.
    ///
    /// # Errors
    /// If it is not possible, or the semaphore is closed.
    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        let mut state = self.lock();
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

    /// As [`acquire_many`](Semaphore::acquire_many), but waits no longer than `limit`.
    ///
    /// # Errors
    /// If the time is over, or the semaphore is closed.
    ///
    /// # Panics
    /// If `n` is 0, or more than the semaphore has in all.
    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        self.stand_in_line(n, Some(limit))
    }

    /// How many permits are free.
    #[must_use]
    pub fn available(&self) -> usize {
        self.lock().free
    }

    /// Ends all waiting, now and later. Permits that are held stay valid.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn stand_in_line(
        &self,
        n: usize,
        limit: Option<Duration>,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        let permits = self.permits;
        // Before the lock is taken: a panic under the lock would poison it for all others.
        assert!(
            (1..=permits).contains(&n),
            "`n` must be from 1 to {permits}, and is {n}"
        );
        let mut state = self.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.line.push_back(ticket);
        let not_yet = |state: &mut State| {
            !state.closed && (state.line.front() != Some(&ticket) || state.free < n)
        };
        let (mut state, is_over) = match limit {
            None => (
                self.changed
                    .wait_while(state, not_yet)
                    .unwrap_or_else(PoisonError::into_inner),
                false,
            ),
            // Counts from now, however often the waiter is woken in vain; and `Instant::now() +
            // limit` would overflow for the largest limits.
            Some(limit) => {
                let (state, waited) = self
                    .changed
                    .wait_timeout_while(state, limit, not_yet)
                    .unwrap_or_else(PoisonError::into_inner);
                (state, waited.timed_out())
            }
        };
        // However the wait ended: the next may now be first, and there may be enough for it.
        state.line.retain(|&other| other != ticket);
        self.changed.notify_all();
        if state.closed {
            return Err(AcquireTimeoutError::Closed);
        }
        if is_over {
            return Err(AcquireTimeoutError::TimedOut);
        }
        state.free -= n;
        Ok(Permit { semaphore: self, n })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing below panics while it holds the lock, and if it did, the state would be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
