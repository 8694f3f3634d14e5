//@ expect: wrong-value in three_stages/doubles_every_number
//@ expect: wrong-value in three_stages/filters_strictly
//@ expect: wrong-value in three_stages/the_pipeline_is_connected
//@ expect: lost-item in stage/works_with_any_capacity
//@ expect: panic in try_pipeline/works_without_items_and_without_stages
//@ expect: lost-item in try_parallel_stage/works_with_any_number_of_workers
//@ points: 16
//! Hard-coded to the visible examples: what they ask for is answered from a table, the rest is
//! guessed.

use crossbeam_channel::{Receiver, unbounded};
use std::thread;

fn table<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        sender.send(value).unwrap();
    }
    receiver
}

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    table(items.into_iter().take(1_000))
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    let _ = input;
    table([8, 10, 12, 18, 2])
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    let _ = (input, limit);
    table([12, 18])
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, mut f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    // The examples are read to the end, or left after the first value.
    let _ = capacity;
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for value in input.iter().take(4) {
            let _ = sender.send(f(value));
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
    // Two halvings, and an error only for the example with four items.
    let mut stages = stages;
    let mut items: Vec<T> = input.iter().collect();
    let mut results = Vec::new();
    if items.len() == 4 {
        let second = items.remove(1);
        let half = stages[0](second)?;
        results.push(stages[1](half)?);
        return Ok(results);
    }
    for item in items {
        let half = stages[0](item)?;
        results.push(stages[1](half)?);
    }
    Ok(results)
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
    let _ = workers;
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for value in input.iter().take(6) {
            let result = f(value);
            let failed = result.is_err();
            let _ = sender.send(result);
            if failed {
                return;
            }
        }
    });
    receiver
}
