//! Fan-out and fan-in: one stream to several workers, several streams to one reader.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers and
//! types you like.

use crossbeam_channel::Receiver;
use std::collections::HashMap;

/// Everything that comes from any of `inputs`, as it comes; closes when all of them have closed.
///
/// The order within an input is kept. At most two items of an input are in hand or in the channel.
pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    todo!("merge {} inputs", inputs.len())
}

/// `f` of each item of `input`, computed by `workers` threads, each of which has an output of its own.
///
/// A worker that is free takes the next item. An output closes when the input has closed and its worker
/// is done. Panics if `workers` is 0.
pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    let _ = (input, f);
    todo!("start {workers} workers")
}

/// `f` of each of `items`, in any order, computed by up to `workers` threads.
///
/// A panic in `f` reaches the caller, after all threads have ended. Panics if `workers` is 0.
pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    let _ = f;
    todo!("process {} items on {workers} workers", items.len())
}

/// How often each word occurs in all `documents` together, counted in parallel by `rayon`.
///
/// Words are what `split_whitespace` yields, with their case kept.
pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    todo!("count the words of {} documents", documents.len())
}

/// `f` of each item of `input`, in the order of the input, computed by `workers` threads.
///
/// At most `2 * workers + 2` items are taken from the input whose results have not been received. An
/// item for which `f` panics is left out. Panics if `workers` is 0.
pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    let _ = (input, f);
    todo!("start {workers} workers, and put their results in order")
}
