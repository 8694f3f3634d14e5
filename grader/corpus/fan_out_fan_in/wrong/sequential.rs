//@ expect: not-concurrent in fan_in/a_silent_input_holds_up_no_other
//@ expect: too-late in fan_in/hands_on_each_item_at_once
//@ expect: lost-item in fan_out/a_dropped_stream_costs_little
//@ expect: not-concurrent in fan_out/uses_all_its_workers
//@ expect: not-concurrent in fan_out/a_slow_item_holds_up_no_other
//@ expect: too-late in fan_out/each_stream_goes_its_own_way
//@ expect: not-concurrent in process_all/uses_all_its_workers
//@ expect: not-concurrent in process_all/a_slow_item_holds_up_no_other
//@ expect: not-concurrent in word_count/counts_in_the_pool
//@ expect: not-concurrent in process_ordered/uses_all_its_workers
//@ expect: not-concurrent in process_ordered/a_slow_item_holds_up_no_other
//@ expect: too-late in process_ordered/hands_on_each_result_as_soon_as_it_is_its_turn
//! No work at the same time at all: one thread, one loop, in all five tasks. Every value and
//! every order is right.

use crossbeam_channel::{Receiver, bounded};
use std::{collections::HashMap, panic, panic::AssertUnwindSafe, thread};

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        for input in inputs {
            for item in input {
                if sender.send(item).is_err() {
                    return;
                }
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

    let (sender, output) = bounded(0);
    thread::spawn(move || {
        for item in input {
            if let Ok(result) = contained(|| f(item))
                && sender.send(result).is_err()
            {
                return;
            }
        }
    });
    let mut outputs = vec![output];
    outputs.extend((1..workers).map(|_| never()));
    outputs
}

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    items.into_iter().map(f).collect()
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in documents
        .iter()
        .flat_map(|document| document.split_whitespace())
    {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
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

    let (sender, output) = bounded(2 * workers);
    thread::spawn(move || {
        for item in input {
            if let Ok(result) = contained(|| f(item))
                && sender.send(result).is_err()
            {
                return;
            }
        }
    });
    output
}

/// A stream that is closed.
fn never<R>() -> Receiver<R> {
    bounded(0).1
}

fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
