//@ expect: lost-item in fan_out/a_dropped_stream_costs_little
//@ expect: lost-item in fan_out/each_stream_goes_its_own_way
//! A worker that finds nothing to do goes home: `try_recv` cannot tell "nothing yet" from
//! "nothing any more" unless one looks at its error.

use crossbeam_channel::{Receiver, Sender, bounded};
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
            while let Ok(item) = input.try_recv() {
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
