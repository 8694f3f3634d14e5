//@ expect: too-late in fan_out/each_stream_goes_its_own_way
//! Looks whether the input has anything before it starts the workers, "so that no thread is started for nothing":
//! the caller, who wants to read the streams or to write the input itself, waits for the first item.

use crossbeam_channel::{Receiver, Select, Sender, bounded, unbounded};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    iter, mem,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread,
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
    let mut first = Select::new();
    first.recv(&input);
    first.ready();
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
    let (sender, input) = unbounded();
    for item in items {
        sender.send(item).expect("the receiver is still here");
    }
    drop(sender);
    let outcomes = fan_in(fan_out(input, workers, move |item| contained(|| f(item))));
    let outcomes: Vec<thread::Result<R>> = outcomes.iter().collect();
    let results: thread::Result<Vec<R>> = outcomes.into_iter().collect();
    results.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let counts = documents
        .par_iter()
        .fold(HashMap::new, |mut counts, document| {
            for word in document.split_whitespace() {
                *counts.entry(word).or_insert(0) += 1;
            }
            counts
        })
        .reduce(HashMap::new, |mut counts, mut others| {
            if counts.len() < others.len() {
                mem::swap(&mut counts, &mut others);
            }
            for (word, count) in others {
                *counts.entry(word).or_insert(0) += count;
            }
            counts
        });
    counts
        .into_iter()
        .map(|(word, count): (&str, usize)| (word.to_owned(), count))
        .collect()
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    let (in_order, slots) = bounded::<Receiver<R>>(2 * workers);
    let (to_worker, work) = bounded::<(T, Sender<R>)>(0);
    let (sender, output) = bounded(0);

    thread::spawn(move || {
        for item in input {
            let (fill, slot) = bounded(1);
            if in_order.send(slot).is_err() || to_worker.send((item, fill)).is_err() {
                return;
            }
        }
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, fill) in work {
                if let Ok(result) = contained(|| f(item)) {
                    let _ = fill.send(result);
                }
            }
        });
    }
    thread::spawn(move || {
        for slot in slots {
            let Ok(result) = slot.recv() else { continue };
            if sender.send(result).is_err() {
                return;
            }
        }
    });
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
