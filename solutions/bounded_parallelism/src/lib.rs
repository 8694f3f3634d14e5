//! Bounded parallelism: much to do, and at most so much at the same time.
//!
//! Three habits carry the whole exercise:
//!
//! - *Workers take, nobody deals.* `limit` threads share one counter: whoever is free takes the next
//!   index. No item waits for a slow neighbour, which it would in chunks, and no thread is started for
//!   each item.
//! - *Scoped threads borrow.* `thread::scope` ends only when its threads have, so items and closure need
//!   be neither cloned nor `'static`, and no thread can be left behind.
//! - *Results stay with their worker* until all are done, so there is no shared list to lock, and no lock
//!   that a panic could poison.
//!
//! Alternatives, and what they cost: a semaphore around a thread for each item bounds what runs, but not
//! the number of threads; a channel of jobs does what the counter does, and is the better choice when
//! items come one by one; `items.chunks(len / limit)` is one line, and right only if all items take
//! equally long; `rayon` splits and steals, and is the tool for work that computes and never waits.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::convert::Infallible;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// `f` of every item, in the order of the items; at most `limit` at the same time.
///
/// # Panics
/// If `limit` is 0, or if `f` panics.
pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let Ok(results) = try_map_bounded(items, limit, |item| Ok::<_, Infallible>(f(item)));
    results
}

/// `f` of every item, in the order of the items, or the error of the first item that fails; at most
/// `limit` at the same time.
///
/// # Errors
/// The error of the item with the lowest index, as a plain loop would return it.
///
/// # Panics
/// If `limit` is 0, or if `f` panics.
pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit > 0, "`limit` must be at least 1");
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let work = || {
        let mut done = Vec::new();
        // First the look, then the taking: an index that was taken is always worked off. Otherwise an
        // item could be dropped that would have failed before the one that did.
        while !failed.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            let result = f(item);
            if result.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            done.push((index, result));
        }
        done
    };
    let mut done: Vec<(usize, Result<R, E>)> = thread::scope(|scope| {
        let workers = limit.min(items.len());
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        // Joined by hand: the scope would replace the message of a panic by its own.
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    // Taken in order, so without gaps: everything before the first error is here.
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The sum of what all items weigh, computed by a rayon pool of `limit` threads of its own.
///
/// `install` makes everything inside it run in that pool. Without it, `par_iter` would use the global
/// pool, which the whole program shares, and whose size is not ours to choose. A pool costs its
/// threads' start, so a program would keep one rather than make one for each call.
///
/// # Panics
/// If `limit` is 0 (which rayon takes for "as many as there are processors"), or if `weigh` panics.
pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert!(limit > 0, "`limit` must be at least 1");
    let pool = ThreadPoolBuilder::new()
        .num_threads(limit)
        .build()
        .expect("the system can start a few threads");
    pool.install(|| items.par_iter().map(weigh).sum())
}

/// Lets in at most as many as its limit says, which may be changed at any time.
pub struct Limiter {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    limit: usize,
    inside: usize,
}

/// Being inside of a [`Limiter`]; dropping it is leaving.
#[must_use = "a slot that is dropped at once limits nothing"]
pub struct Slot<'a> {
    limiter: &'a Limiter,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.limiter.lock().inside -= 1;
        // One left, one may come: all who wait want the same, so it does not matter who is woken.
        self.limiter.changed.notify_one();
    }
}

impl Limiter {
    /// Nobody inside, and at most `limit` will be; with 0 it begins paused.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State { limit, inside: 0 }),
            changed: Condvar::new(),
        }
    }

    /// Waits until fewer than the limit are inside, and goes in.
    pub fn enter(&self) -> Slot<'_> {
        let full = |state: &mut State| state.inside >= state.limit;
        let waited = self.changed.wait_while(self.lock(), full);
        waited.unwrap_or_else(PoisonError::into_inner).inside += 1;
        Slot { limiter: self }
    }

    /// Changes the limit; 0 pauses. Who is inside stays.
    pub fn set_limit(&self, n: usize) {
        self.lock().limit = n;
        // Any number of places may have come free.
        self.changed.notify_all();
    }

    /// How many are inside.
    #[must_use]
    pub fn inside(&self) -> usize {
        self.lock().inside
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, and if it did, the two numbers would be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
