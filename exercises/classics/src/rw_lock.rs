//! A lock for many readers or one writer, in which nobody starves.

use std::marker::PhantomData;

/// Held by any number of readers, or by one writer. It guards whatever its users agree on.
#[derive(Default)]
pub struct ReadWriteLock {}

/// Somebody reads, as long as this lives.
#[must_use = "dropping it at once lets go of the lock at once"]
pub struct Reading<'l> {
    _lock: PhantomData<&'l ReadWriteLock>,
}

/// Somebody writes, as long as this lives.
#[must_use = "dropping it at once lets go of the lock at once"]
pub struct Writing<'l> {
    _lock: PhantomData<&'l ReadWriteLock>,
}

impl ReadWriteLock {
    /// Nobody holds it.
    pub fn new() -> Self {
        todo!("begin with nobody inside")
    }

    /// Waits until it may read.
    pub fn read(&self) -> Reading<'_> {
        todo!("wait until nobody writes, and behind whoever waits to write")
    }

    /// Waits until it is alone.
    pub fn write(&self) -> Writing<'_> {
        todo!("wait until nobody reads or writes")
    }
}
