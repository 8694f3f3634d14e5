//@ expect: limit-exceeded in process_ordered/keeps_to_its_workers
//@ expect: not-concurrent in process_ordered/keeps_no_more_than_it_may
//@ expect: not-concurrent in process_ordered/a_slow_item_holds_up_no_other
//@ expect: too-late in process_ordered/hands_on_each_result_as_soon_as_it_is_its_turn
//@ points: 90.13
//! Collects `workers` items, works on them at once, sends the results in order, and collects the
//! next: each batch lasts as long as its slowest, and an item that comes alone waits for company.

use crossbeam_channel::{Receiver, bounded};
use rayon::prelude::*;
use std::{
    collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc, sync::Mutex, thread,
};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    for input in inputs {
        let sender = sender.clone();
        thread::spawn(move || {
            for item in input {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
    }
    output
}

pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let f = Arc::new(f);
    let start = |input: Receiver<T>| {
        let (sender, output) = bounded(0);
        let f = Arc::clone(&f);
        thread::spawn(move || {
            for item in input {
                let Ok(result) = contained(|| f(item)) else {
                    continue;
                };
                if sender.send(result).is_err() {
                    return;
                }
            }
        });
        output
    };
    iter::repeat_n(input, workers).map(start).collect()
}

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let workers = workers.min(items.len());
    let queue = Mutex::new(items.into_iter());
    let next = || queue.lock().unwrap().next();
    thread::scope(|scope| {
        let work = || iter::from_fn(next).map(&f).collect::<Vec<R>>();
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|payload| panic::resume_unwind(payload))
            })
            .collect()
    })
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    documents
        .par_iter()
        .fold(HashMap::new, |mut counts, document| {
            for word in document.split_whitespace() {
                *counts.entry(word.to_owned()).or_insert(0) += 1;
            }
            counts
        })
        .reduce(HashMap::new, |mut all, part| {
            for (word, count) in part {
                *all.entry(word).or_insert(0) += count;
            }
            all
        })
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let f = &f;
        loop {
            let batch: Vec<T> = input.iter().take(workers).collect();
            if batch.is_empty() {
                return;
            }
            let outcomes: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = batch
                    .into_iter()
                    .map(|item| scope.spawn(move || contained(|| f(item))))
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect()
            });
            for result in outcomes.into_iter().flatten() {
                if sender.send(result).is_err() {
                    return;
                }
            }
        }
    });
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
