//@ expect: full
//! The results of `process_all` come in the order of the items: nobody asked for it, and nobody
//! minds. Room for one result in each stream.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    collections::HashMap, iter, panic, panic::AssertUnwindSafe, sync::Arc, sync::Mutex,
    sync::atomic::AtomicUsize, sync::atomic::Ordering, thread,
};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(1);
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
        let (sender, output) = bounded(1);
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

    let count = items.len();
    let items: Vec<Mutex<Option<T>>> = items
        .into_iter()
        .map(|item| Mutex::new(Some(item)))
        .collect();
    let results: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let panicked = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..workers.min(count) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::SeqCst);
                    let Some(slot) = items.get(place) else { return };
                    let item = slot.lock().unwrap().take().unwrap();
                    match contained(|| f(item)) {
                        Ok(result) => *results[place].lock().unwrap() = Some(result),
                        Err(payload) => {
                            *panicked.lock().unwrap() = Some(payload);
                            return;
                        }
                    }
                }
            });
        }
    });
    if let Some(payload) = panicked.into_inner().unwrap() {
        panic::resume_unwind(payload);
    }
    results
        .into_iter()
        .map(|slot| slot.into_inner().unwrap().unwrap())
        .collect()
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    if let [document] = documents {
        let mut counts = HashMap::new();
        for word in document.split_whitespace() {
            *counts.entry(word.to_owned()).or_insert(0) += 1;
        }
        return counts;
    }
    let (left, right) = documents.split_at(documents.len() / 2);
    if left.is_empty() {
        return HashMap::new();
    }
    let (mut counts, others) = rayon::join(|| word_count(left), || word_count(right));
    for (word, count) in others {
        *counts.entry(word).or_insert(0) += count;
    }
    counts
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
