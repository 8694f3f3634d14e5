//@ expect: full
//! `try_pipeline` without a thread on its input: the caller itself feeds the first stage and reads
//! from the last, waiting for whichever is ready. So the stages wait for nobody but the caller, and
//! a scope can join them all.

use crossbeam_channel::{Receiver, Select, Sender, bounded};
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
    thread::scope(|scope| {
        let (first, mut above) = bounded(0);
        let mut threads = Vec::new();
        for mut step in stages {
            let (sender, receiver) = bounded(0);
            threads.push(scope.spawn(move || {
                for item in above {
                    let result = Result::and_then(item, &mut step);
                    let failed = result.is_err();
                    if sender.send(result).is_err() || failed {
                        return;
                    }
                }
            }));
            above = receiver;
        }
        if threads.is_empty() {
            return Ok(input.iter().collect());
        }
        let collected = pump(&input, first, above);
        for thread in threads {
            // A scope would panic for us, but with words of its own.
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        collected
    })
}

/// Feeds the first stage from `input` and collects from the last one, until that ends or fails.
fn pump<T, E>(
    input: &Receiver<T>,
    first: Sender<Result<T, E>>,
    results: Receiver<Result<T, E>>,
) -> Result<Vec<T>, E> {
    let mut collected = Vec::new();
    let mut first = Some(first);
    let mut in_hand = None;
    loop {
        let mut select = Select::new();
        let from_last = select.recv(&results);
        match (&first, &in_hand) {
            (Some(first), Some(_)) => select.send(first),
            (Some(_), None) => select.recv(input),
            (None, _) => from_last,
        };
        let ready = select.select();
        if ready.index() == from_last {
            match ready.recv(&results) {
                Ok(result) => collected.push(result?),
                Err(_) => return Ok(collected),
            }
        } else if let (Some(to), Some(item)) = (&first, in_hand.take()) {
            if ready.send(to, Ok(item)).is_err() {
                first = None;
            }
        } else {
            match ready.recv(input) {
                Ok(item) => in_hand = Some(item),
                Err(_) => first = None,
            }
        }
    }
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
