//@ expect: not-concurrent in process_ordered/keeps_no_more_than_it_may
//@ expect: not-concurrent in process_ordered/a_slow_item_holds_up_no_other
//@ points: 94.08
//! Each worker waits with its result until it is its turn to send it: one slow item, and all
//! workers stand still.

use crossbeam_channel::{Receiver, bounded};
use rayon::prelude::*;
use std::{
    collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc, sync::Condvar,
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

    let input = Arc::new(Mutex::new((input, 0)));
    let turn = Arc::new((Mutex::new(0), Condvar::new()));
    let (sender, output) = bounded(0);
    let f = Arc::new(f);
    for _ in 0..workers {
        let (input, turn, sender, f) = (
            Arc::clone(&input),
            Arc::clone(&turn),
            sender.clone(),
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
                let outcome = contained(|| f(item));
                let current = turn.0.lock().unwrap();
                let mut current = turn.1.wait_while(current, |turn| *turn != number).unwrap();
                let left = outcome.is_ok_and(|result| sender.send(result).is_err());
                *current += 1;
                drop(current);
                turn.1.notify_all();
                if left {
                    return;
                }
            }
        });
    }
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
