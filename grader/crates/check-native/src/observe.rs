//! Counters, logs, meters and gates for real threads.

use crate::expect::{fail_with, figure};
use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use wire::Code;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number that is counted up.
#[derive(Clone, Default)]
pub struct Count(Arc<Mutex<usize>>);

impl Count {
    /// 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one.
    pub fn add(&self) {
        *lock(&self.0) += 1;
    }

    /// How often it was counted.
    #[must_use]
    pub fn get(&self) -> usize {
        *lock(&self.0)
    }
}

/// A list that everybody may append to.
pub struct Log<T>(Arc<Mutex<Vec<T>>>);

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Log<T> {
    /// Empty.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends.
    pub fn push(&self, item: T) {
        lock(&self.0).push(item);
    }

    /// How many items it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.0).len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its items so far.
    #[must_use]
    pub fn snapshot(&self) -> Vec<T>
    where
        T: Clone,
    {
        lock(&self.0).clone()
    }
}

#[derive(Default)]
struct Crowd {
    inside: usize,
    peak: usize,
    total: usize,
    threads: HashSet<ThreadId>,
}

/// Counts how much happens at once.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<Crowd>>);

/// Something is going on as long as this lives.
#[must_use]
pub struct Inside(Arc<Mutex<Crowd>>);

impl Drop for Inside {
    fn drop(&mut self) {
        lock(&self.0).inside -= 1;
    }
}

impl Meter {
    /// Nobody inside.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Somebody comes in, until the guard is dropped.
    pub fn enter(&self) -> Inside {
        let mut crowd = lock(&self.0);
        crowd.inside += 1;
        crowd.peak = crowd.peak.max(crowd.inside);
        crowd.total += 1;
        crowd.threads.insert(std::thread::current().id());
        Inside(Arc::clone(&self.0))
    }

    /// How many are inside now.
    #[must_use]
    pub fn inside(&self) -> usize {
        lock(&self.0).inside
    }

    /// The most that were ever inside at once.
    #[must_use]
    pub fn peak(&self) -> usize {
        lock(&self.0).peak
    }

    /// How often somebody came in.
    #[must_use]
    pub fn total(&self) -> usize {
        lock(&self.0).total
    }

    /// How many different threads came in.
    #[must_use]
    pub fn threads(&self) -> usize {
        lock(&self.0).threads.len()
    }
}

/// Never more than `limit` at once: otherwise `limit-exceeded`.
pub fn expect_peak_at_most(what: &str, meter: &Meter, limit: usize) {
    let peak = meter.peak();
    if peak > limit {
        fail_with(
            Code::LimitExceeded,
            format!("{what}: {peak} at once, and {limit} is the limit"),
            vec![
                figure("limit", limit.to_string()),
                figure("at once", peak.to_string()),
            ],
        );
    }
}

#[derive(Default)]
struct Passage {
    open: bool,
    tickets: usize,
    waiting: usize,
}

/// Holds up those who come, until it is opened.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<Passage>, Condvar)>);

impl Gate {
    /// Closed.
    #[must_use]
    pub fn closed() -> Self {
        Self::default()
    }

    /// Goes through; waits while the gate is closed.
    pub fn pass(&self) {
        let mut passage = lock(&self.0.0);
        passage.waiting += 1;
        self.0.1.notify_all();
        while !passage.open && passage.tickets == 0 {
            passage = self
                .0
                .1
                .wait(passage)
                .unwrap_or_else(PoisonError::into_inner);
        }
        passage.waiting -= 1;
        if !passage.open {
            passage.tickets -= 1;
        }
    }

    /// Waits until `n` wait at the gate. If they never come, that is a deadlock, and is found.
    pub fn wait_for(&self, n: usize) {
        let mut passage = lock(&self.0.0);
        while passage.waiting < n {
            passage = self
                .0
                .1
                .wait(passage)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How many wait here.
    #[must_use]
    pub fn waiting(&self) -> usize {
        lock(&self.0.0).waiting
    }

    /// Lets everybody through from now on.
    pub fn open(&self) {
        lock(&self.0.0).open = true;
        self.0.1.notify_all();
    }

    /// Lets `n` more through.
    pub fn open_for(&self, n: usize) {
        lock(&self.0.0).tickets += n;
        self.0.1.notify_all();
    }
}

/// Counts its own drops.
pub struct Probe(Count);

impl Probe {
    /// A value whose drop is counted in `count`.
    #[must_use]
    pub fn new(count: &Count) -> Self {
        Self(count.clone())
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.add();
    }
}
