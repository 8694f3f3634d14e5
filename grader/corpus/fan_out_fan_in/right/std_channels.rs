//@ expect: full
//! The standard library's channels inside, and a receiver behind a lock, since those cannot be
//! cloned.

use crossbeam_channel::{Receiver, bounded};
use rayon::prelude::*;
use std::{
    collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc, sync::Mutex, sync::mpsc,
    thread,
};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (collect, collected) = mpsc::sync_channel(0);
    for input in inputs {
        let collect = collect.clone();
        thread::spawn(move || input.into_iter().try_for_each(|item| collect.send(item)));
    }
    drop(collect);
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        for item in collected {
            if sender.send(item).is_err() {
                return;
            }
        }
    });
    output
}

pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let input = Arc::new(Mutex::new(input));
    let f = Arc::new(f);
    (0..workers)
        .map(|_| {
            let (sender, output) = bounded(0);
            let (input, f) = (Arc::clone(&input), Arc::clone(&f));
            thread::spawn(move || {
                loop {
                    // In a statement of its own: the lock is free again while `f` runs.
                    let received = input.lock().unwrap().recv();
                    let Ok(item) = received else { return };
                    let outcome = contained(|| f(item));
                    if outcome.is_ok_and(|result| sender.send(result).is_err()) {
                        return;
                    }
                }
            });
            output
        })
        .collect()
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
    let counts = Mutex::new(HashMap::new());
    documents
        .par_iter()
        .flat_map_iter(|document| document.split_whitespace())
        .for_each(|word| *counts.lock().unwrap().entry(word.to_owned()).or_insert(0) += 1);
    counts.into_inner().unwrap()
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let (in_order, slots) = mpsc::sync_channel::<mpsc::Receiver<R>>(2 * workers - 1);
    let (to_worker, work) = mpsc::sync_channel::<(T, mpsc::Sender<R>)>(0);
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        for item in input {
            let (fill, slot) = mpsc::channel();
            if in_order.send(slot).is_err() || to_worker.send((item, fill)).is_err() {
                break;
            }
        }
    });
    let work = Arc::new(Mutex::new(work));
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, f) = (Arc::clone(&work), Arc::clone(&f));
        thread::spawn(move || {
            loop {
                let next = work.lock().unwrap().recv();
                let Ok((item, fill)) = next else { return };
                if let Ok(result) = contained(|| f(item)) {
                    let _ = fill.send(result);
                }
            }
        });
    }
    thread::spawn(move || {
        for result in slots.iter().filter_map(|slot| slot.recv().ok()) {
            if sender.send(result).is_err() {
                break;
            }
        }
    });
    output
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
