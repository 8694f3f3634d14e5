//@ expect: self-deadlock in limiter/slots_are_counted
//@ expect: deadlock in limiter/waits_for_a_place
//@ points: 70
//! The slot keeps the lock's guard for as long as it lives: whoever is inside is alone, and even `inside` and `set_limit`
//! wait for it. (Rust study: blocking, double lock.)

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
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
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    limit: usize,
    inside: usize,
}

pub struct Slot<'a> {
    state: MutexGuard<'a, State>,
    changed: &'a Condvar,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.state.inside -= 1;
        self.changed.notify_one();
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State { limit, inside: 0 }),
            changed: Condvar::new(),
        }
    }

    pub fn enter(&self) -> Slot<'_> {
        let mut state = self.state.lock().unwrap();
        while state.inside >= state.limit {
            state = self.changed.wait(state).unwrap();
        }
        state.inside += 1;
        Slot {
            state,
            changed: &self.changed,
        }
    }

    pub fn set_limit(&self, n: usize) {
        self.state.lock().unwrap().limit = n;
        self.changed.notify_all();
    }

    pub fn inside(&self) -> usize {
        self.state.lock().unwrap().inside
    }
}
