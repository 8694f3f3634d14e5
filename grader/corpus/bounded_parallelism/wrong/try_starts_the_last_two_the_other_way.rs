//@ expect: wrong-order in try_map_bounded/a_free_worker_takes_the_next
//! Has been told that the last item is the largest, and takes it before the one in front of it: results and errors are
//! put in order afterwards, but the starts are not in the order of the items. (`map_bounded` has a loop of its own.)

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::convert::Infallible;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let Ok(results) = in_order(
        items,
        limit,
        |item| Ok::<_, Infallible>(f(item)),
        |index| index,
    );
    results
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    let count = items.len();
    in_order(items, limit, f, |index| {
        if count >= 3 && index < count && index + 2 >= count {
            2 * count - 3 - index
        } else {
            index
        }
    })
}

fn in_order<T, R, E, F, P>(items: &[T], limit: usize, f: F, place: P) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
    P: Fn(usize) -> usize + Sync,
{
    assert!(limit > 0, "`limit` must be at least 1");
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let work = || {
        let mut done = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let index = place(next.fetch_add(1, Ordering::Relaxed));
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
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().map(|(_, result)| result).collect()
}

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
        self.limiter.lock().inside -= 1;
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
        let full = |state: &mut State| state.inside >= state.limit;
        let waited = self.changed.wait_while(self.lock(), full);
        waited.unwrap_or_else(PoisonError::into_inner).inside += 1;
        Slot { limiter: self }
    }

    pub fn set_limit(&self, n: usize) {
        self.lock().limit = n;
        self.changed.notify_all();
    }

    pub fn inside(&self) -> usize {
        self.lock().inside
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
