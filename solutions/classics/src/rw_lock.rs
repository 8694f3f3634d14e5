//! A lock for many readers or one writer, in which nobody starves.
//!
//! Everybody takes a number and gets in by its number; only that readers whose numbers follow each other
//! do not wait for each other to leave. That is fair to both sides, and needs no preference. "Writers
//! first" starves the readers instead. "Phase-fair" locks (all waiting readers after each writer) let
//! more readers in at once, for a more complicated state.
//!
//! `std::sync::RwLock` leaves open who goes first, and differs from system to system.

use crate::{lock, wait_while};
use std::sync::{Condvar, Mutex};

/// Held by any number of readers, or by one writer. It guards whatever its users agree on.
#[derive(Default)]
pub struct ReadWriteLock {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Who waits, and who is inside.
#[derive(Default)]
struct Queue {
    /// The number that the next one to come takes.
    next: u64,
    /// The number that is to get in next.
    serving: u64,
    readers: usize,
    is_written: bool,
}

impl Queue {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

/// Somebody reads, as long as this lives.
#[must_use = "dropping it at once lets go of the lock at once"]
pub struct Reading<'l>(&'l ReadWriteLock);

/// Somebody writes, as long as this lives.
#[must_use = "dropping it at once lets go of the lock at once"]
pub struct Writing<'l>(&'l ReadWriteLock);

impl ReadWriteLock {
    /// Nobody holds it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until it may read.
    pub fn read(&self) -> Reading<'_> {
        let mut queue = lock(&self.queue);
        let mine = queue.number();
        queue = wait_while(&self.changed, queue, |queue| {
            queue.serving != mine || queue.is_written
        });
        queue.readers += 1;
        queue.serving += 1;
        // The next one may be a reader as well.
        self.changed.notify_all();
        Reading(self)
    }

    /// Waits until it is alone.
    pub fn write(&self) -> Writing<'_> {
        let mut queue = lock(&self.queue);
        let mine = queue.number();
        queue = wait_while(&self.changed, queue, |queue| {
            queue.serving != mine || queue.is_written || queue.readers > 0
        });
        queue.is_written = true;
        // Nobody can get in now: no need to wake anybody.
        queue.serving += 1;
        Writing(self)
    }
}

// In `drop`, so that nobody can forget to let go, and a panic lets go too.
impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut queue = lock(&self.0.queue);
        queue.readers -= 1;
        if queue.readers == 0 {
            self.0.changed.notify_all();
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        lock(&self.0.queue).is_written = false;
        self.0.changed.notify_all();
    }
}
