//@ expect: deadlock in process_ordered/keeps_the_order
//@ expect: deadlock in process_ordered/works_with_any_numbers
//@ points: 75
//! A worker takes an item first and a token afterwards. Those behind can take all the tokens
//! while the one whose turn it is has none: its result is what everybody waits for.

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

    let (give_back, tokens) = bounded(2 * workers);
    for _ in 0..workers {
        let _ = give_back.send(());
    }
    let input = Arc::new(Mutex::new((input, 0)));
    let (done, finished) = unbounded();
    let f = Arc::new(f);
    for _ in 0..workers + 1 {
        let (input, tokens, done, f) = (
            Arc::clone(&input),
            tokens.clone(),
            done.clone(),
            Arc::clone(&f),
        );
        thread::spawn(move || {
            loop {
                let (number, item) = {
                    let mut input = input.lock().unwrap();
                    let Ok(item) = input.0.recv() else { return };
                    input.1 += 1;
                    (input.1 - 1, item)
                };
                if tokens.recv().is_err() || done.send((number, contained(|| f(item)))).is_err() {
                    return;
                }
            }
        });
    }
    drop(done);
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut early = BTreeMap::new();
        let mut turn: usize = 0;
        for (number, outcome) in finished {
            early.insert(number, outcome);
            while let Some(outcome) = early.remove(&turn) {
                turn += 1;
                if let Ok(result) = outcome
                    && sender.send(result).is_err()
                {
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
