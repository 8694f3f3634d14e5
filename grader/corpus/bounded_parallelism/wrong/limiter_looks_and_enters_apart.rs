//@ expect: limit-exceeded in limiter/never_more_than_the_limit
//@ expect: limit-exceeded in limiter/raising_lets_in_as_many
//@ expect: limit-exceeded in limiter/lowering_evicts_nobody
//@ expect: limit-exceeded in limiter/zero_pauses
//@ expect: limit-exceeded in limiter/places_are_passed_on_at_once
//@ expect: limit-exceeded in limiter/slow_threads_change_nothing
//@ points: 81
//! Two atomics and no lock: looks at the one, and counts the other up. Between the two another has looked too. (Go study: non-blocking, traditional.)

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::ScopedJoinHandle;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    assert!(limit > 0, "`limit` must be at least 1");
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(item) = items.get(index) else {
                    return done;
                };
                done.push((index, f(item)));
            }
        };
        let workers: Vec<_> = (0..limit.min(items.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let join = |worker: ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

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
    let mut results: Vec<(usize, Result<R, E>)> = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while !failed.load(Ordering::SeqCst) {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(item) = items.get(index) else { break };
                let result = f(item);
                if result.is_err() {
                    failed.store(true, Ordering::SeqCst);
                }
                done.push((index, result));
            }
            done
        };
        let workers: Vec<_> = (0..limit.min(items.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let join = |worker: ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert!(limit > 0, "`limit` must be at least 1");
    let pool = ThreadPoolBuilder::new().num_threads(limit).build().unwrap();
    pool.install(|| items.par_iter().map(weigh).sum())
}

pub struct Limiter {
    limit: AtomicUsize,
    inside: AtomicUsize,
    lock: Mutex<()>,
    changed: Condvar,
}

pub struct Slot<'a> {
    limiter: &'a Limiter,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let _guard = self
            .limiter
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        self.limiter.inside.fetch_sub(1, Ordering::SeqCst);
        self.limiter.changed.notify_all();
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        Self {
            limit: AtomicUsize::new(limit),
            inside: AtomicUsize::new(0),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    pub fn enter(&self) -> Slot<'_> {
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        while self.inside() >= self.limit.load(Ordering::SeqCst) {
            guard = self
                .changed
                .wait(guard)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(guard);
        self.inside.fetch_add(1, Ordering::SeqCst);
        Slot { limiter: self }
    }

    pub fn set_limit(&self, n: usize) {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.limit.store(n, Ordering::SeqCst);
        self.changed.notify_all();
    }

    pub fn inside(&self) -> usize {
        self.inside.load(Ordering::SeqCst)
    }
}
