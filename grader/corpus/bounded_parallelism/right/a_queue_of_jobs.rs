//@ expect: full
//! All indices are put into a channel, which is closed behind them; workers take from it and send numbered results to
//! the caller, who puts them in their places. The pool works in chunks.

use crossbeam_channel::{bounded, unbounded};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
use std::thread;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    match try_map_bounded(items, limit, |item| Ok::<R, ()>(f(item))) {
        Ok(results) => results,
        Err(()) => unreachable!("nothing fails"),
    }
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit > 0, "a limit of 0 would do nothing for ever");
    let (jobs, queue) = bounded(items.len());
    for index in 0..items.len() {
        jobs.send(index)
            .expect("there is room for all, and the queue is here");
    }
    drop(jobs);
    let (done, results) = unbounded();
    let mut slots: Vec<Option<Result<R, E>>> = items.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for _ in 0..limit.min(items.len()) {
            let (queue, done, f) = (queue.clone(), done.clone(), &f);
            workers.push(scope.spawn(move || {
                for index in &queue {
                    let result = f(&items[index]);
                    if result.is_err() {
                        // Nothing is left to be started. What others have taken, they finish.
                        while queue.try_recv().is_ok() {}
                    }
                    let _ = done.send((index, result));
                }
            }));
        }
        drop(done);
        for (index, result) in results {
            slots[index] = Some(result);
        }
        for worker in workers {
            if let Err(panic) = worker.join() {
                resume_unwind(panic);
            }
        }
    });
    // Behind the first error there may be gaps.
    slots.into_iter().flatten().collect()
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert_ne!(limit, 0, "limit");
    let pool = ThreadPoolBuilder::new().num_threads(limit).build().unwrap();
    pool.install(|| {
        items
            .par_chunks(1)
            .map(|chunk| chunk.iter().map(&weigh).sum::<u64>())
            .reduce(|| 0, |a, b| a + b)
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
