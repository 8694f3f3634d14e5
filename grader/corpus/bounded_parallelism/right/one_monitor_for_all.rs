//@ expect: full
//! `map_bounded` on `try_map_bounded`, whose workers share one lock with the next index, the results and the first error,
//! and stop after a panic too. The limiter notifies all, always.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
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
    try_map_bounded(items, limit, |item| {
        Ok::<R, std::convert::Infallible>(f(item))
    })
    .unwrap_or_else(|never| match never {})
}

struct Progress<R, E> {
    next: usize,
    results: Vec<Option<R>>,
    error: Option<(usize, E)>,
    panic: Option<Box<dyn Any + Send>>,
}

impl<R, E> Progress<R, E> {
    fn take(&mut self) -> Option<usize> {
        if self.error.is_some() || self.panic.is_some() || self.next == self.results.len() {
            return None;
        }
        self.next += 1;
        Some(self.next - 1)
    }

    fn record(&mut self, index: usize, outcome: thread::Result<Result<R, E>>) {
        match outcome {
            Ok(Ok(result)) => self.results[index] = Some(result),
            Ok(Err(error)) => match &self.error {
                Some((earlier, _)) if *earlier < index => {}
                _ => self.error = Some((index, error)),
            },
            Err(panic) => self.panic = Some(panic),
        }
    }
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit != 0, "limit == 0");
    let progress = Mutex::new(Progress {
        next: 0,
        results: items.iter().map(|_| None).collect(),
        error: None,
        panic: None,
    });
    let work = || {
        while let Some(index) = { progress.lock().unwrap().take() } {
            let outcome = catch_unwind(AssertUnwindSafe(|| f(&items[index])));
            progress.lock().unwrap().record(index, outcome);
        }
    };
    thread::scope(|scope| {
        (0..limit.min(items.len())).for_each(|_| drop(scope.spawn(work)));
    });
    let progress = progress.into_inner().unwrap();
    if let Some(panic) = progress.panic {
        resume_unwind(panic);
    }
    match progress.error {
        Some((_, error)) => Err(error),
        None => Ok(progress.results.into_iter().flatten().collect()),
    }
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    let Some(threads) = std::num::NonZero::new(limit) else {
        panic!("limit is zero")
    };
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build()
        .unwrap();
    pool.install(|| {
        items
            .par_iter()
            .with_max_len(1)
            .fold(|| 0, |sum, item| sum + weigh(item))
            .sum()
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
        self.limiter.changed.notify_all();
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
