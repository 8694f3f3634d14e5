//! Fan-out and fan-in: one stream to several workers, several streams to one reader.
//!
//! Both directions are a few lines, because a channel does the work:
//!
//! - *Out*: a `Receiver` can be cloned, and each item goes to exactly one of the clones, namely to whoever
//!   is free. A thread that deals the items out would have to know who that is; dealing in turns instead
//!   lets one slow item hold up its whole queue.
//! - *In*: a `Sender` can be cloned, and the channel closes when the last clone is gone. What Go needs a
//!   `WaitGroup` and a closing goroutine for is done by dropping.
//! - *Order* is lost by both, on purpose: whoever is first is first. Restoring it costs memory, and a bound
//!   on that memory costs waiting. That is [`process_ordered`].
//!
//! A worker pool differs in what it owns: it is a thing that lives on, with a queue to hand jobs in. Here the
//! threads belong to one stream and end with it. For computing over a collection neither is needed: `rayon`
//! splits the collection itself, see [`word_count`].

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    iter,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread,
};

/// Everything that comes from any of `inputs`, as it comes; closes when all of them have closed.
///
/// A thread an input. The alternative is one thread and a `Select` over all inputs: cheaper for hundreds
/// of them, and its trap is that a closed input is always ready; it must be taken out, or the loop spins.
#[must_use]
pub fn fan_in<T>(inputs: Vec<Receiver<T>>) -> Receiver<T>
where
    T: Send + 'static,
{
    // Without room, so that nothing waits here: an item is taken only to be handed on.
    let (sender, output) = bounded(0);
    for input in inputs {
        let sender = sender.clone();
        thread::spawn(move || {
            for item in input {
                if sender.send(item).is_err() {
                    return; // The reader has left.
                }
            }
        });
    }
    // The original `sender` is dropped here. Kept, it would hold the output open for ever; and because it is
    // not, the output without inputs is closed at once.
    output
}

/// `f` of each item of `input`, computed by `workers` threads, each of which has an output of its own.
///
/// # Panics
/// If `workers` is 0.
#[must_use]
pub fn fan_out<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Vec<Receiver<R>>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    let f = Arc::new(f);
    let start = |input: Receiver<T>| {
        let (sender, output) = bounded(0);
        let f = Arc::clone(&f);
        thread::spawn(move || {
            for item in input {
                // A panic costs this item, and neither the worker nor those who wait for it.
                let Ok(result) = contained(|| f(item)) else {
                    continue;
                };
                if sender.send(result).is_err() {
                    return; // The reader has left. The other workers take what is still to come.
                }
            }
        });
        output
    };
    iter::repeat_n(input, workers).map(start).collect()
}

/// `f` of each of `items`, in any order.
///
/// # Panics
/// If `workers` is 0, and with the panic of `f`, if it panics.
pub fn process_all<T, R, F>(items: Vec<T>, workers: usize, f: F) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    // The items are all here, so a channel without a limit costs no memory that is not spent already.
    let (sender, input) = unbounded();
    for item in items {
        sender.send(item).expect("the receiver is still here");
    }
    drop(sender);
    // A panic travels as a value, past the fan-out that would drop it.
    let outcomes = fan_in(fan_out(input, workers, move |item| contained(|| f(item))));
    // Two steps: collecting into a `Result` stops at the first `Err`, with the workers still at work.
    let outcomes: Vec<thread::Result<R>> = outcomes.iter().collect();
    let results: thread::Result<Vec<R>> = outcomes.into_iter().collect();
    results.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// How often each word occurs in all `documents` together.
///
/// Nothing is shared while the counting goes on: a map for each piece, and pairs of maps are joined at the end.
/// One map behind a `Mutex` gives the same result, and the threads wait for each other at every word.
#[must_use]
pub fn word_count(documents: &[String]) -> HashMap<String, usize> {
    let counts = documents
        .par_iter()
        .fold(HashMap::new, |mut counts, document| {
            for word in document.split_whitespace() {
                *counts.entry(word).or_insert(0) += 1;
            }
            counts
        })
        .reduce(HashMap::new, |left, right| {
            // The smaller one goes into the larger.
            let mut both = [left, right];
            both.sort_by_key(HashMap::len);
            let [smaller, mut counts] = both;
            for (word, count) in smaller {
                *counts.entry(word).or_insert(0) += count;
            }
            counts
        });
    // The words were borrowed until now: one allocation for each word, not for each occurrence.
    counts
        .into_iter()
        .map(|(word, count): (&str, usize)| (word.to_owned(), count))
        .collect()
}

/// `f` of each item of `input`, in the order of the input, computed by `workers` threads.
///
/// An item and the place of its result in the order are made together: a *slot*, a channel for one value. The
/// slots go in order to a thread that waits for one after the other; the items go to whoever is free. The
/// alternative, numbered results and a map for those that come too soon, needs a count of tokens beside it, or it
/// grows without a bound behind one slow item.
///
/// # Panics
/// If `workers` is 0.
#[must_use]
pub fn process_ordered<T, R, F>(input: Receiver<T>, workers: usize, f: F) -> Receiver<R>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    // On the way at most: these, one in the hand of the thread that reads them, and one whose slot finds no room.
    let (in_order, slots) = bounded::<Receiver<R>>(2 * workers);
    let (to_worker, work) = bounded::<(T, Sender<R>)>(0);
    let (sender, output) = bounded(0);

    thread::spawn(move || {
        for item in input {
            let (fill, slot) = bounded(1);
            // First in line, then to work: this order is what bounds the memory.
            if in_order.send(slot).is_err() || to_worker.send((item, fill)).is_err() {
                return; // The reader has left.
            }
        }
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, fill) in work {
                if let Ok(result) = contained(|| f(item)) {
                    let _ = fill.send(result); // Fails if the reader has left.
                }
            }
        });
    }
    thread::spawn(move || {
        for slot in slots {
            // Empty: `f` has panicked, and its slot was dropped.
            let Ok(result) = slot.recv() else { continue };
            if sender.send(result).is_err() {
                return;
            }
        }
    });
    output
}

/// Calls `f`, and catches its panic. `AssertUnwindSafe`: what `f` has left half changed is its owner's business.
fn contained<R>(f: impl FnOnce() -> R) -> thread::Result<R> {
    panic::catch_unwind(AssertUnwindSafe(f))
}
