//! Pipelines: stages that run at the same time, each connected to the next by a channel.
//!
//! A stage takes a [`Receiver`], returns another one at once, and works on a thread of its own. The
//! contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers and
//! types you like.

use crossbeam_channel::Receiver;

/// The first stage: sends `items`, in order; then the stream closes.
pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    todo!("send {} numbers", items.len())
}

/// Every number of `input`, doubled, in order.
pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    let _ = input;
    todo!("double each number")
}

/// The numbers of `input` that are greater than `limit`, in order.
pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    let _ = input;
    todo!("pass on what is greater than {limit}")
}

/// `f` of every value of `input`, in order.
///
/// Keeps `capacity` results ready, and has at most `capacity + 1` values in hand. If `f` panics,
/// the stream ends after the results before it.
pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    let _ = (input, f);
    todo!("keep {capacity} results ready")
}

/// One step that an item takes on its way through [`try_pipeline`].
pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

/// Sends every item of `input` through all `stages`, which run at the same time, and collects what
/// comes out, in order.
///
/// # Errors
/// The error of the earliest item that fails, whichever stage it fails in. It is returned as soon
/// as it is known, even if `input` is silent.
pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let _ = input;
    todo!("connect {} stages", stages.len())
}

/// `f` of every value of `input`, by up to `workers` threads at the same time, in the order of
/// `input`; ends after the first error.
///
/// # Panics
/// If `workers` is 0.
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
    let _ = (input, f);
    todo!("start {workers} workers")
}
