//@ expect: wrong-value in try_pipeline/the_earliest_item_decides
//@ expect: deadlock in try_pipeline/does_not_wait_for_a_silent_input
//@ expect: wrong-value in try_pipeline/slow_threads_change_nothing
//@ points: 91
//! As `errgroup` does it: errors go past the pipeline through a channel of their own, and the one
//! that comes first in time wins. Which item that is depends on the timing.

use crossbeam_channel::{Receiver, Sender, bounded, select};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in items {
            if sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in input {
            if sender.send(2 * number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in input {
            if number > limit && sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, mut f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    thread::spawn(move || {
        for value in input {
            if sender.send(f(value)).is_err() {
                return;
            }
        }
    });
    receiver
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let (first, mut above) = bounded(0);
    thread::spawn(move || {
        for item in input {
            if first.send(item).is_err() {
                return;
            }
        }
    });
    let (failed, errors) = bounded(stages.len() + 1);
    let mut threads = Vec::new();
    for mut step in stages {
        let (sender, receiver) = bounded(0);
        let failed = failed.clone();
        threads.push(thread::spawn(move || {
            for item in above {
                match step(item) {
                    Ok(item) => {
                        if sender.send(item).is_err() {
                            return;
                        }
                    }
                    Err(error) => {
                        let _ = failed.send(error);
                        return;
                    }
                }
            }
        }));
        above = receiver;
    }
    drop(failed);
    let mut collected = Vec::new();
    loop {
        select! {
            recv(errors) -> error => match error {
                Ok(error) => return Err(error),
                Err(_) => break,
            },
            recv(above) -> item => match item {
                Ok(item) => collected.push(item),
                Err(_) => break,
            },
        }
    }
    collected.extend(above.iter());
    if let Ok(error) = errors.recv() {
        return Err(error);
    }
    for thread in threads.into_iter().rev() {
        if let Err(panic) = thread.join() {
            resume_unwind(panic);
        }
    }
    Ok(collected)
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
