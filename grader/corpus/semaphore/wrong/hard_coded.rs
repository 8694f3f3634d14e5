//@ expect: limit-exceeded in slots/runs_one_at_a_time
//@ expect: wrong-order in semaphore/first_come_first_served
//@ expect: wrong-order in semaphore/acquire_passes_nobody
//@ expect: wrong-order in semaphore/try_acquire_passes_nobody
//@ expect: wrong-value in semaphore/no_permits_panic
//@ expect: wrong-value in acquire_many/n_permits_are_counted
//@ expect: limit-exceeded in acquire_many/waits_for_all_of_them
//@ expect: wrong-value in acquire_timeout/takes_permits_or_gives_up
//@ expect: too-late in close/who_waits_is_told
//@ expect: wrong-value in close/every_kind_of_request_is_told
//@ points: 30
//! Hard-coded to the visible examples: two slots, a first-come line of at most three, and the
//! permits that the examples count.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

pub struct Slots {
    lock: Mutex<usize>,
    changed: Condvar,
}

impl Slots {
    pub fn new(_: usize) -> Self {
        Self {
            lock: Mutex::new(2),
            changed: Condvar::new(),
        }
    }

    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let mut free = self.lock.lock().unwrap();
        while *free == 0 {
            free = self.changed.wait(free).unwrap();
        }
        *free -= 1;
        drop(free);
        let result = f();
        *self.lock.lock().unwrap() += 1;
        self.changed.notify_one();
        result
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
    free: Mutex<usize>,
    closed: AtomicBool,
    changed: Condvar,
}

pub struct Permit<'a>(&'a Semaphore, usize);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap() += self.1;
        self.0.changed.notify_one();
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self {
            free: Mutex::new(permits),
            closed: AtomicBool::new(false),
            changed: Condvar::new(),
        }
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        let mut free = self.free.lock().unwrap();
        while *free == 0 && !self.closed.load(Ordering::SeqCst) {
            free = self
                .changed
                .wait_timeout(free, Duration::from_millis(60))
                .unwrap()
                .0;
        }
        if self.closed.load(Ordering::SeqCst) {
            return Err(Closed);
        }
        *free -= 1;
        Ok(Permit(self, 1))
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        *self.free.lock().unwrap() = 2;
        Ok(Permit(self, n))
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        let mut free = self.free.lock().unwrap();
        if self.closed.load(Ordering::SeqCst) {
            return Err(TryAcquireError::Closed);
        }
        if *free == 0 {
            return Err(TryAcquireError::NoPermits);
        }
        *free -= 1;
        Ok(Permit(self, 1))
    }

    pub fn acquire_timeout(
        &self,
        _: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        if limit.is_zero() {
            return Ok(Permit(self, 0));
        }
        thread::sleep(limit);
        Err(AcquireTimeoutError::TimedOut)
    }

    pub fn available(&self) -> usize {
        *self.free.lock().unwrap()
    }

    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}
