//@ expect: not-concurrent in map_bounded/runs_as_many_as_the_limit_says
//@ expect: not-concurrent in map_bounded/a_free_worker_takes_the_next
//@ points: 92
//! `while let Some(…) = queue.lock().unwrap().next()` keeps the guard through the body: one item at a time, on any number
//! of threads. (Rust study: guard that lives too long.)

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
    let queue = Mutex::new(items.iter().enumerate());
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((index, item)) =
                queue.lock().unwrap_or_else(PoisonError::into_inner).next()
            {
                done.push((index, f(item)));
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
    limiter: &'a Limiter,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.limiter.state.lock().unwrap().inside -= 1;
        self.limiter.changed.notify_one();
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
        Slot { limiter: self }
    }

    pub fn set_limit(&self, n: usize) {
        self.state.lock().unwrap().limit = n;
        self.changed.notify_all();
    }

    pub fn inside(&self) -> usize {
        self.state.lock().unwrap().inside
    }
}
