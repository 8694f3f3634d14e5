//@ expect: lost-item in fan_in/merges_two_inputs
//@ expect: lost-item in fan_in/works_with_any_numbers
//@ expect: lost-item in fan_out/processes_each_item_once
//@ expect: lost-item in fan_out/works_with_any_numbers
//@ expect: lost-item in process_all/processes_each_item_once
//@ expect: lost-item in process_all/works_with_any_numbers
//@ expect: lost-item in word_count/counts_the_words
//@ expect: lost-item in word_count/knows_what_a_word_is
//@ expect: lost-item in process_ordered/keeps_the_order
//@ expect: lost-item in process_ordered/works_with_any_numbers
//@ expect: lost-item in word_count/works_with_nothing
//@ points: 0
//! Does nothing: it compiles, it never hangs, and it earns nothing.

use crossbeam_channel::{Receiver, bounded};
use std::collections::HashMap;

pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    drop(inputs);
    bounded(0).1
}

pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    drop((input, f));
    (0..workers).map(|_| bounded(0).1).collect()
}

pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    drop((items, f));
    Vec::new()
}

pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let _ = documents;
    HashMap::new()
}

pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    drop((input, f));
    bounded(0).1
}
