//@ expect: deadlock in sum_in_pool/adds_up
//@ points: 80
//! Inside of the pool one thread waits on a channel for what the others send. With one thread there are no others: the pool
//! blocks on itself. (Go study: blocking, Chan.)

use crossbeam_channel::unbounded;
use rayon::ThreadPoolBuilder;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
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
    let weigh = &weigh;
    pool.scope(|scope| {
        let (sender, receiver) = unbounded();
        for item in items {
            let sender = sender.clone();
            scope.spawn(move |_| {
                let _ = sender.send(weigh(item));
            });
        }
        drop(sender);
        // Not `receiver.iter()` outside of the scope: here the sum is closer to its parts.
        receiver.iter().sum()
    })
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
