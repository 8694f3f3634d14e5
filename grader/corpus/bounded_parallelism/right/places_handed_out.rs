//@ expect: full
//! An iterator over items and the places of their results, behind a lock that is held only for taking the next: each
//! worker writes into its own place. The caller's thread works too. The pool's work is split by hand, with `join`.

use rayon::ThreadPoolBuilder;
use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    assert!(limit >= 1, "limit: {limit}");
    let mut results: Vec<Option<R>> = Vec::new();
    results.resize_with(items.len(), || None);
    let places = Mutex::new(items.iter().zip(&mut results));
    let work = || {
        loop {
            let next = places.lock().unwrap().next();
            let Some((item, place)) = next else { return };
            *place = Some(f(item));
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (1..limit.min(items.len()))
            .map(|_| scope.spawn(work))
            .collect();
        work();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    results
        .into_iter()
        .map(|result| result.expect("all were worked off"))
        .collect()
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit >= 1, "limit: {limit}");
    let state = Mutex::new((items.iter().enumerate(), Vec::new(), None::<(usize, E)>));
    let work = || {
        let mut before = None;
        loop {
            let mut guard = state.lock().unwrap();
            let (rest, done, error) = &mut *guard;
            done.extend(before.take());
            if error.is_some() {
                return;
            }
            let Some((index, item)) = rest.next() else {
                return;
            };
            drop(guard);
            match f(item) {
                Ok(result) => before = Some((index, result)),
                Err(new) => {
                    let error = &mut state.lock().unwrap().2;
                    if error.as_ref().is_none_or(|(old, _)| index < *old) {
                        *error = Some((index, new));
                    }
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (1..limit.min(items.len()))
            .map(|_| scope.spawn(work))
            .collect();
        work();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let (_, mut done, error) = state.into_inner().unwrap();
    if let Some((_, error)) = error {
        return Err(error);
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    if limit == 0 {
        panic!("the limit is 0");
    }
    let pool = ThreadPoolBuilder::new().num_threads(limit).build().unwrap();
    pool.install(|| split(items, &weigh))
}

fn split<T: Sync>(items: &[T], weigh: &(impl Fn(&T) -> u64 + Sync)) -> u64 {
    match items {
        [] => 0,
        [item] => weigh(item),
        _ => {
            let (left, right) = items.split_at(items.len() / 2);
            let (left, right) = rayon::join(|| split(left, weigh), || split(right, weigh));
            left + right
        }
    }
}

/// Waiters stand in line, each with a flag and a thread to unpark; whoever frees a place hands it over.
pub struct Limiter {
    state: Mutex<State>,
}

struct State {
    limit: usize,
    inside: usize,
    line: VecDeque<(Arc<AtomicBool>, thread::Thread)>,
}

impl State {
    fn admit(&mut self) {
        while self.inside < self.limit
            && let Some((admitted, thread)) = self.line.pop_front()
        {
            self.inside += 1;
            admitted.store(true, Ordering::SeqCst);
            thread.unpark();
        }
    }
}

pub struct Slot<'a>(&'a Limiter);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.inside -= 1);
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State {
                limit,
                inside: 0,
                line: VecDeque::new(),
            }),
        }
    }

    pub fn enter(&self) -> Slot<'_> {
        let admitted = Arc::new(AtomicBool::new(false));
        self.change(|state| {
            state
                .line
                .push_back((Arc::clone(&admitted), thread::current()))
        });
        while !admitted.load(Ordering::SeqCst) {
            thread::park();
        }
        Slot(self)
    }

    pub fn set_limit(&self, n: usize) {
        self.change(|state| state.limit = n);
    }

    pub fn inside(&self) -> usize {
        self.state.lock().unwrap().inside
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        state.admit();
    }
}
