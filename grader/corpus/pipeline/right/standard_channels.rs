//@ expect: full
//! The channels inside are the standard library's; only the ends that the contract names are
//! crossbeam's. The iterator adaptors do the work.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::mem;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::thread::JoinHandle;

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    run(0, items.into_iter())
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    run(0, input.into_iter().map(|number| 2 * number))
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    run(0, input.into_iter().filter(move |number| *number > limit))
}

fn run<T: Send + 'static>(
    capacity: usize,
    mut values: impl Iterator<Item = T> + Send + 'static,
) -> Receiver<T> {
    let (sender, receiver) = bounded(capacity);
    thread::spawn(move || values.try_for_each(|value| sender.send(value)));
    receiver
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    run(capacity, input.into_iter().map(f))
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let (first, mut results) = mpsc::sync_channel(0);
    let mut threads = vec![thread::spawn(move || {
        let _ = input.into_iter().try_for_each(|item| first.send(Ok(item)));
    })];
    for mut step in stages {
        let (sender, receiver) = mpsc::sync_channel::<Result<T, E>>(1);
        let above = mem::replace(&mut results, receiver);
        threads.push(thread::spawn(move || {
            let mut failed = false;
            while !failed {
                let Ok(item) = above.recv() else { return };
                let result = item.and_then(&mut step);
                failed = result.is_err();
                if sender.send(result).is_err() {
                    return;
                }
            }
        }));
    }
    let collected: Result<Vec<T>, E> = results.iter().collect();
    drop(results);
    while collected.is_ok() {
        match threads.pop().map(JoinHandle::join) {
            Some(Ok(())) => {}
            Some(Err(panic)) => resume_unwind(panic),
            None => break,
        }
    }
    collected
}

pub fn try_parallel_stage<T, U, E, F>(
    input: Receiver<T>,
    workers: usize,
    f: F,
) -> Receiver<Result<U, E>>
where
    T: Send + 'static,
    U: Send + 'static,
    E: Send + 'static,
    F: Fn(T) -> Result<U, E> + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must not be 0");
    let f = Arc::new(f);
    let (jobs, work) = bounded::<(T, Sender<Result<U, E>>)>(0);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, result) in work {
                let _ = result.send(f(item));
            }
        });
    }
    let (queue, slots) = bounded::<Receiver<Result<U, E>>>(2 * workers);
    thread::spawn(move || {
        for item in input {
            let (result, slot) = bounded(1);
            if queue.send(slot).is_err() || jobs.send((item, result)).is_err() {
                return;
            }
        }
    });
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for slot in slots {
            let Ok(result) = slot.recv() else { return };
            let failed = result.is_err();
            if sender.send(result).is_err() || failed {
                return;
            }
        }
    });
    receiver
}
