//@ expect: too-late in try_parallel_stage/workers_work_at_the_same_time
//! Looks whether there is anything to do before it starts its workers: the stage below is not connected until the
//! first value comes. In Go, `first := <-in` in front of the `go`.

use crossbeam_channel::{Receiver, Select, Sender, bounded};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    stream(0, items.into_iter())
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    stage(input, 0, |number| 2 * number)
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    stream(0, input.into_iter().filter(move |&number| number > limit))
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    stream(capacity, input.into_iter().map(f))
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items: Box<dyn Iterator<Item = Result<T, E>> + Send> =
        Box::new(input.into_iter().map(Ok));
    let mut threads = Vec::new();
    for mut step in stages {
        let (sender, receiver) = bounded(1);
        let results = items.map(move |item| item.and_then(&mut step));
        threads.push(thread::spawn(move || send_results(results, &sender)));
        items = Box::new(receiver.into_iter());
    }
    let collected = items.collect::<Result<Vec<T>, E>>()?;
    for thread in threads.into_iter().rev() {
        thread.join().unwrap_or_else(|panic| resume_unwind(panic));
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
    assert!(workers > 0, "`workers` must be at least 1");
    let f = Arc::new(f);
    let mut first = Select::new();
    first.recv(&input);
    first.ready();
    let (jobs, work) = bounded::<(T, Sender<Result<U, E>>)>(0);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, result) in work {
                let _ = result.send(f(item));
            }
        });
    }
    let (queue, slots) = bounded(2 * workers);
    thread::spawn(move || {
        for item in input {
            let (result, slot) = bounded(1);
            if queue.send(slot).is_err() || jobs.send((item, result)).is_err() {
                return;
            }
        }
    });
    let (sender, receiver) = bounded(0);
    let results = slots.into_iter().map_while(|slot| slot.recv().ok());
    thread::spawn(move || send_results(results, &sender));
    receiver
}

fn stream<T, I>(capacity: usize, values: I) -> Receiver<T>
where
    T: Send + 'static,
    I: Iterator<Item = T> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    thread::spawn(move || {
        for value in values {
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}

fn send_results<T, E>(results: impl Iterator<Item = Result<T, E>>, sender: &Sender<Result<T, E>>) {
    for result in results {
        let failed = result.is_err();
        if sender.send(result).is_err() || failed {
            return;
        }
    }
}
