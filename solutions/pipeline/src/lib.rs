//! Pipelines: stages that run at the same time, connected by channels.
//!
//! A stage is an iterator on a thread of its own: it pulls from its input, and what it makes goes
//! into a channel. Three habits carry the whole exercise:
//!
//! - *Closing travels down.* A stage ends when its input has ended; then its `Sender` is dropped,
//!   and the next stage's input has ended. Nobody closes anything by hand.
//! - *Letting go travels up.* A stage whose reader has left fails to send, stops, and drops its
//!   input; then the stage above fails to send. Nobody needs a `done` channel.
//! - *Bounded channels.* The slowest stage sets the pace of all, and memory stays bounded however
//!   long the stream is.
//!
//! Alternatives, and what they cost: a `done` channel or a context beside every stage, as in Go,
//! would also end a stage that waits for a silent input, at the price of a `select!` at every send
//! and receive; unbounded channels let a fast stage run away from a slow one; and if no two stages
//! have work to do *at the same time*, a chain of iterators does the same without a thread.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

/// The first stage: sends `items`, in order; then the stream closes.
#[must_use]
pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    stream(0, items.into_iter())
}

/// Every number of `input`, doubled, in order.
#[must_use]
pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    stage(input, 0, |number| 2 * number)
}

/// The numbers of `input` that are greater than `limit`, in order.
#[must_use]
pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    stream(0, input.into_iter().filter(move |&number| number > limit))
}

/// `f` of every value of `input`, in order; `capacity` results wait for the reader.
#[must_use]
pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    // A panic in `f` unwinds the thread and drops the sender and the input on the way: the stream
    // closes, and whoever feeds the input learns that nobody reads it any more.
    stream(capacity, input.into_iter().map(f))
}

/// One step that an item takes on its way through [`try_pipeline`].
pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

/// Sends every item of `input` through all `stages` and collects what comes out, in order.
///
/// Errors travel down the same channels as items, in the same order. So the first error that comes
/// out belongs to the earliest item that failed, though a later item may have failed before it in
/// an earlier stage. (A channel of errors beside the pipeline would report whichever comes first.)
///
/// # Errors
/// The error of the earliest item that fails.
///
/// # Panics
/// If a stage panics: its panic is passed on.
pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items: Box<dyn Iterator<Item = Result<T, E>> + Send> =
        Box::new(input.into_iter().map(Ok));
    let mut threads = Vec::new();
    for mut step in stages {
        // One slot between two stages evens out steps of unequal length.
        let (sender, receiver) = bounded(1);
        let results = items.map(move |item| item.and_then(&mut step));
        threads.push(thread::spawn(move || send_results(results, &sender)));
        items = Box::new(receiver.into_iter());
    }
    // `collect` stops at the first error and drops the last receiver; then the stages end one after
    // the other, from the last to the first. Nobody waits for them: the first one may be reading a
    // silent input, and a scope would hang here until that delivers.
    let collected = items.collect::<Result<Vec<T>, E>>()?;
    // Either all items went through, or a stage panicked: then everything below it has ended, and
    // what is above it is not joined.
    for thread in threads.into_iter().rev() {
        thread.join().unwrap_or_else(|panic| resume_unwind(panic));
    }
    Ok(collected)
}

/// `f` of every value of `input`, by up to `workers` threads, in order; ends after the first error.
///
/// The order is kept by a queue of *slots*: for each item, in the order of the input, the receiving
/// end of a channel for its one result. Workers fill the slots in any order, and the last thread
/// reads them in the queue's order. A worker that panics drops its sender, and so its slot tells.
///
/// The alternative is to number the items and to sort what comes out in a `BTreeMap`. That saves a
/// channel an item, but the map has to be bounded somehow, and a number that never comes be
/// noticed.
///
/// # Panics
/// If `workers` is 0.
#[must_use]
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
    let (jobs, work) = bounded::<(T, Sender<Result<U, E>>)>(0);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, result) in work {
                // Nobody waits for this result if an earlier item has failed.
                let _ = result.send(f(item));
            }
        });
    }
    // The window: so many results may wait behind a slow one.
    let (queue, slots) = bounded(2 * workers);
    thread::spawn(move || {
        for item in input {
            let (result, slot) = bounded(1);
            // Both fail once nobody is left at the other end: after an error, or a panic of all
            // workers.
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

/// Sends `values` from a thread of its own; `capacity` of them may wait for the reader.
fn stream<T, I>(capacity: usize, values: I) -> Receiver<T>
where
    T: Send + 'static,
    I: Iterator<Item = T> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    // The thread is detached: its end is the end of the stream, and nobody has to join it.
    thread::spawn(move || {
        for value in values {
            if sender.send(value).is_err() {
                return; // The reader has left.
            }
        }
    });
    receiver
}

/// Sends `results`, the last of them the first error, until nobody reads them any more.
fn send_results<T, E>(results: impl Iterator<Item = Result<T, E>>, sender: &Sender<Result<T, E>>) {
    for result in results {
        let failed = result.is_err();
        if sender.send(result).is_err() || failed {
            return;
        }
    }
}
