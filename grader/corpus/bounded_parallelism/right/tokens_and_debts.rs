//@ expect: full
//! The places are tokens in a channel. Lowering the limit makes debts, which those who leave pay with their tokens.
//! The caller hands out items one by one: a rendezvous with whoever is free.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use rayon::ThreadPoolBuilder;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    assert!(limit > 0, "limit must be positive");
    let failed = AtomicBool::new(false);
    run(items, limit, &|item| f(item), &failed)
}

fn run<T, R>(items: &[T], limit: usize, f: &(impl Fn(&T) -> R + Sync), stop: &AtomicBool) -> Vec<R>
where
    T: Sync,
    R: Send,
{
    let mut results = BTreeMap::new();
    thread::scope(|scope| {
        let (jobs, work) = bounded::<(usize, &T)>(0);
        let workers: Vec<_> = (0..limit.min(items.len()))
            .map(|_| {
                let work = work.clone();
                scope.spawn(move || work.iter().map(|(index, item)| (index, f(item))).collect())
            })
            .collect();
        // If all workers have panicked, there is nobody to send to.
        drop(work);
        for job in items.iter().enumerate() {
            if stop.load(Ordering::SeqCst) || jobs.send(job).is_err() {
                break;
            }
        }
        drop(jobs);
        for worker in workers {
            let done: Vec<(usize, R)> = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            results.extend(done);
        }
    });
    results.into_values().collect()
}

pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    assert!(limit > 0, "limit must be positive");
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let results = thread::scope(|scope| {
        let mut workers = Vec::new();
        for _ in 0..limit.min(items.len()) {
            workers.push(scope.spawn(|| {
                let mut done = Vec::new();
                loop {
                    if failed.load(Ordering::SeqCst) {
                        return done;
                    }
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    if index >= items.len() {
                        return done;
                    }
                    let result = f(&items[index]);
                    failed.fetch_or(result.is_err(), Ordering::SeqCst);
                    done.push((index, result));
                }
            }));
        }
        let mut results = BTreeMap::new();
        for worker in workers {
            match worker.join() {
                Ok(done) => results.extend(done),
                Err(panic) => resume_unwind(panic),
            }
        }
        results
    });
    results.into_values().collect()
}

pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    assert!(limit > 0, "limit must be positive");
    let pool = ThreadPoolBuilder::new().num_threads(limit).build().unwrap();
    let total = AtomicU64::new(0);
    let (weigh, adding) = (&weigh, &total);
    pool.scope(|scope| {
        for item in items {
            scope.spawn(move |_| {
                adding.fetch_add(weigh(item), Ordering::Relaxed);
            });
        }
    });
    total.into_inner()
}

pub struct Limiter {
    take: Receiver<()>,
    put: Sender<()>,
    books: Mutex<Books>,
}

struct Books {
    limit: usize,
    inside: usize,
    /// Places that are still taken, and no longer exist.
    debts: usize,
}

pub struct Slot<'a>(&'a Limiter);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut books = self.0.books.lock().unwrap();
        books.inside -= 1;
        if books.debts > 0 {
            books.debts -= 1;
        } else {
            self.0.put.send(()).expect("the other end is ours too");
        }
    }
}

impl Limiter {
    pub fn new(limit: usize) -> Self {
        let (put, take) = unbounded();
        let books = Mutex::new(Books {
            limit: 0,
            inside: 0,
            debts: 0,
        });
        let limiter = Self { take, put, books };
        limiter.set_limit(limit);
        limiter
    }

    pub fn enter(&self) -> Slot<'_> {
        self.take.recv().expect("the other end is ours too");
        self.books.lock().unwrap().inside += 1;
        Slot(self)
    }

    pub fn set_limit(&self, n: usize) {
        let mut books = self.books.lock().unwrap();
        for _ in books.limit..n {
            if books.debts > 0 {
                books.debts -= 1;
            } else {
                self.put.send(()).expect("the other end is ours too");
            }
        }
        for _ in n..books.limit {
            if self.take.try_recv().is_err() {
                books.debts += 1;
            }
        }
        books.limit = n;
    }

    pub fn inside(&self) -> usize {
        self.books.lock().unwrap().inside
    }
}
