//@ expect: deadlock in process_ordered/a_panic_costs_one_item_only
//@ points: 98.03
//! Numbered results, and the number of an item that panicked never comes: what is behind it waits
//! for its turn for ever, and the tokens with it.

use crossbeam_channel::{Receiver, bounded, unbounded};
use rayon::prelude::*;
use std::{
    collections::BTreeMap, collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc,
    sync::Mutex, thread,
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

    let (give_back, tokens) = unbounded();
    for _ in 0..2 * workers {
        let _ = give_back.send(());
    }
    let (to_worker, work) = bounded::<(usize, T)>(0);
    thread::spawn(move || {
        let mut number = 0;
        // First a token, then an item: otherwise one more is in hand.
        while tokens.recv().is_ok() {
            let Ok(item) = input.recv() else { return };
            if to_worker.send((number, item)).is_err() {
                return;
            }
            number += 1;
        }
    });
    let (done, finished) = unbounded();
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, done, f) = (work.clone(), done.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (number, item) in work {
                if let Ok(result) = contained(|| f(item))
                    && done.send((number, result)).is_err()
                {
                    return;
                }
            }
        });
    }
    drop(done);
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (number, result) in finished {
            early.insert(number, result);
            while let Some(result) = early.remove(&turn) {
                turn += 1;
                if sender.send(result).is_err() {
                    return;
                }
                let _ = give_back.send(());
            }
        }
    });
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
