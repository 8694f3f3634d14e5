//@ expect: limit-exceeded in slots/runs_one_at_a_time
//@ expect: wrong-value in semaphore/permits_are_counted
//@ expect: wrong-value in semaphore/never_more_than_there_are
//@ expect: limit-exceeded in semaphore/waits_for_a_permit
//@ expect: wrong-value in acquire_many/n_permits_are_counted
//@ expect: limit-exceeded in acquire_many/waits_for_all_of_them
//@ expect: wrong-value in acquire_timeout/takes_permits_or_gives_up
//@ expect: wrong-value in close/nobody_gets_a_permit_afterwards
//@ points: 0
//! Does nothing: nobody ever waits, and nothing is counted.

use std::time::Duration;

pub struct Slots {}

impl Slots {
    pub fn new(_: usize) -> Self {
        Self {}
    }

    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
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

pub struct Semaphore {}

pub struct Permit<'a> {
    _semaphore: &'a Semaphore,
}

impl Semaphore {
    pub fn new(_: usize) -> Self {
        Self {}
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        Ok(Permit { _semaphore: self })
    }

    pub fn acquire_many(&self, _: usize) -> Result<Permit<'_>, Closed> {
        Ok(Permit { _semaphore: self })
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        Err(TryAcquireError::NoPermits)
    }

    pub fn acquire_timeout(
        &self,
        _: usize,
        _: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        Err(AcquireTimeoutError::TimedOut)
    }

    pub fn available(&self) -> usize {
        0
    }

    pub fn close(&self) {}
}
