//@ expect: full
//! As in Go: a channel of jobs, a channel of results with room for all, a wait for the group, and
//! only then the reading.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::{collections::HashMap, panic, panic::AssertUnwindSafe, sync::Arc, sync::Mutex, thread};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    let (done, all_done) = unbounded();
    let count = inputs.len();
    for input in inputs {
        let (sender, done) = (sender.clone(), done.clone());
        thread::spawn(move || {
            while let Ok(item) = input.recv() {
                if sender.send(item).is_err() {
                    break;
                }
            }
            drop(input);
            let _ = done.send(());
        });
    }
    if count > 0 {
        thread::spawn(move || {
            for _ in 0..count {
                let _ = all_done.recv();
            }
            drop(sender); // close(out)
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

    let (to_worker, work) = bounded(0);
    thread::spawn(move || {
        for item in input {
            if to_worker.send(item).is_err() {
                return;
            }
        }
    });
    let f = Arc::new(f);
    let mut outputs = Vec::new();
    for _ in 0..workers {
        let (sender, output) = bounded(1);
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            while let Ok(item) = work.recv() {
                if let Ok(result) = contained(|| f(item))
                    && sender.send(result).is_err()
                {
                    return;
                }
            }
        });
        outputs.push(output);
    }
    outputs
}

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");

    let count = items.len();
    let (jobs, queue) = bounded(count);
    let (results, collected) = bounded(count);
    let f = Arc::new(f);
    let group: Vec<_> = (0..workers.min(count))
        .map(|_| {
            let (queue, results, f) = (queue.clone(), results.clone(), Arc::clone(&f));
            thread::spawn(move || {
                for item in queue {
                    let _ = results.send(f(item));
                }
            })
        })
        .collect();
    for item in items {
        // Fails if every worker has panicked.
        let _ = jobs.send(item);
    }
    drop((jobs, queue, results));
    let outcomes: Vec<_> = group.into_iter().map(thread::JoinHandle::join).collect();
    for outcome in outcomes {
        outcome.unwrap_or_else(|payload| panic::resume_unwind(payload));
    }
    collected.iter().collect()
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let counts = Mutex::new(HashMap::new());
    rayon::scope(|scope| {
        for document in documents {
            let counts = &counts;
            scope.spawn(move |_| {
                for word in document.split_whitespace() {
                    *counts.lock().unwrap().entry(word.to_owned()).or_insert(0) += 1;
                }
            });
        }
    });
    counts.into_inner().unwrap()
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
