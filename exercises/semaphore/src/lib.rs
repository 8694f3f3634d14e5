//! Semaphores: at most so many at once.
//!
//! [`Slots`] is the Go idiom, a bounded channel; [`Semaphore`] is the real thing, with permits that
//! are values, a line in which nobody is passed, time limits, and an end. The contracts are in
//! `README.md`, examples in `tests/examples.rs`; add whatever fields, imports, helpers and types
//! you like.

use std::marker::PhantomData;
use std::time::Duration;

/// Lets at most `n` calls of [`guarded`](Slots::guarded) run at the same time.
pub struct Slots {}

impl Slots {
    /// `n` free slots.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn new(n: usize) -> Self {
        todo!("make {n} slots")
    }

    /// Runs `f` in the caller's thread as soon as a slot is free, and returns its result.
    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let _ = f;
        todo!("wait for a slot, run `f`, give the slot back")
    }
}

/// A number of permits, given out first come, first served.
pub struct Semaphore {}

/// One permit or several, taken from a [`Semaphore`]; dropping it gives them back.
pub struct Permit<'a> {
    _semaphore: PhantomData<&'a Semaphore>,
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
    pub fn new(permits: usize) -> Self {
        todo!("make {permits} permits")
    }

    /// Waits for one permit.
    ///
    /// # Errors
    /// [`Closed`] if the semaphore is closed, or is closed during the wait.
    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        todo!("stand in line")
    }

    /// Waits for `n` permits and takes them together.
    ///
    /// # Errors
    /// [`Closed`] if the semaphore is closed, or is closed during the wait.
    ///
    /// # Panics
    /// If `n` is 0, or more than the semaphore has in all.
    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        todo!("stand in line for {n} permits")
    }

    /// Takes one permit if that is possible at once without passing anybody.
    ///
    /// # Errors
    /// If it is not possible, or the semaphore is closed.
    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        todo!("take a permit, or say why not")
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
        todo!("stand in line for {n} permits, for {limit:?} at most")
    }

    /// How many permits are free.
    pub fn available(&self) -> usize {
        todo!("count the free permits")
    }

    /// Ends all waiting, now and later. Permits that are held stay valid.
    pub fn close(&self) {
        todo!("tell everybody in line")
    }
}
