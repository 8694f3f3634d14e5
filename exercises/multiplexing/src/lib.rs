//! Multiplexing: many channels become one.
//!
//! Each function takes over its inputs, starts what it needs, and returns the combined stream at once. The
//! contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers and types
//! you like.

use crossbeam_channel::Receiver;
use std::time::Duration;

/// The values of `a` and of `b` as they come; those of one side in their order.
///
/// Closes when both sides have ended.
pub fn merge<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (a, b);
    todo!("pass on what comes from either side")
}

/// The values of all `inputs` as they come, each with the index of its input.
///
/// No input is passed over for long while it has values. Closes when all inputs have ended.
pub fn multiplex<T>(inputs: Vec<Receiver<T>>) -> Receiver<(usize, T)>
where
    T: Send + 'static,
{
    todo!("pass on what comes from {} inputs", inputs.len())
}

/// The values of `high` and of `low`: at most one of `low`, already in hand, goes before a value of `high`
/// that is there.
pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (high, low);
    todo!("pass on what comes, `high` first")
}

/// As [`prioritised`], but no value of `low` goes before a value of `high` that is there.
pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (high, low);
    todo!("pass on what comes, `high` first, always")
}

/// What [`with_heartbeat`] sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// A value of the input.
    Value(T),
    /// The input is still there, and so are we.
    Beat,
}

/// The values of `rx` as they come, and a beat at every multiple of `period` since the call.
///
/// A consumer that is slow finds at most one late beat. Closes when `rx` has ended. Panics if `period` is
/// zero.
pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    let _ = rx;
    todo!("pass on what comes, and beat every {period:?}")
}
