//! Timeouts: waiting, but not for ever.
//!
//! What is limited decides what the code looks like:
//!
//! - *one wait*: `recv_timeout`, and its two errors told apart;
//! - *all waits together*: one deadline, fixed before the loop;
//! - *the silence between*: the limit anew for each wait.
//!
//! And a timeout ends the waiting, not the work. A thread cannot be killed, so the late worker must
//! be able to end by itself: its `send` fails when nobody receives any more, and that is ignored;
//! nobody joins it; and if it is to stop early, it is given a channel that closes.
//!
//! Nothing here asks again and again. A loop of `try_recv` and `sleep(1 ms)` is late by up to a
//! millisecond each time, and wakes the processor a thousand times a second to learn nothing.

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select_biased};
use std::time::Duration;
use std::{iter, thread};

/// Why [`recv_within`] has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitError {
    /// The limit is over, and no value has come.
    TimedOut,
    /// The channel is closed and empty: no value will ever come.
    Closed,
}

/// Why [`call_with_timeout`] and [`first_of`] have no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The limit is over, and no call has returned.
    TimedOut,
    /// Every call has panicked: no result will ever come.
    Panicked,
}

/// The next value of `rx`, if it comes within `limit`.
///
/// # Errors
/// `TimedOut` at the limit; `Closed` as soon as `rx` is closed and empty.
pub fn recv_within<T>(rx: &Receiver<T>, limit: Duration) -> Result<T, WaitError> {
    // Dropping the distinction (`.ok()`) is the most frequent mistake: the caller would try again
    // and again on a channel that is dead.
    rx.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => WaitError::TimedOut,
        RecvTimeoutError::Disconnected => WaitError::Closed,
    })
}

/// All that comes within `total`, or until `rx` closes.
///
/// One deadline over everything: it ends there even if values keep coming.
#[must_use]
pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let mut values = Vec::new();
    let deadline = after(total); // Outside the loop: one deadline for all.
    loop {
        // Biased, the deadline first: `recv_deadline` looks for a value before it looks at the
        // clock, and a sender that is always faster would keep us here for ever. Plain `select!`
        // would do too: it tosses a coin, and the deadline wins soon. So would `Instant::now() >=
        // deadline` before each receive; but `Instant::now() + total` panics for a huge `total`,
        // and `after` does not.
        select_biased! {
            recv(deadline) -> _ => return values,
            recv(rx) -> value => match value {
                Ok(value) => values.push(value),
                Err(_) => return values,
            },
        }
    }
}

/// All that comes until nothing has come for `idle`, or until `rx` closes.
///
/// The limit starts anew with each value.
#[must_use]
pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    // Silence and the end of the channel are the same here: there is nothing more to collect.
    iter::from_fn(|| rx.recv_timeout(idle).ok()).collect()
}

/// What `f` returns, if it returns within `limit`.
///
/// # Errors
/// `TimedOut` at the limit, while `f` goes on; `Panicked` as soon as `f` has panicked.
pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    // One call is a race of one, which is not interested in being told to stop.
    first_of(vec![|_stop| f()], limit)
}

/// What the first of `calls` to return has returned, if it returns within `limit`.
///
/// The channel that is handed to each call closes when one has won or the limit is over.
///
/// # Errors
/// `TimedOut` at the limit; `Panicked` as soon as no call is left that could win.
pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    // Room for all results, so that a late one never waits for a reader.
    let (results, first) = bounded(calls.len());
    // Nobody ever sends on this one. A message would reach one listener; a close reaches all.
    let (_stop, stopped) = bounded::<()>(0);

    for call in calls {
        let (results, stopped) = (results.clone(), stopped.clone());
        // Detached: neither `join` nor a scope, which would wait for the losers.
        thread::spawn(move || {
            let result = call(stopped);
            // Fails if the race is over: that is the fate of losers, and no reason to panic.
            let _ = results.send(result);
        });
    }
    // Now only the calls hold senders. A call that panics drops its own on the way, and so a closed
    // channel means: no call is left that could win. No `catch_unwind` is needed.
    drop(results);

    first.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => CallError::TimedOut,
        RecvTimeoutError::Disconnected => CallError::Panicked,
    })
    // Here `_stop` is dropped, whatever the outcome: its receivers close, and the losers know.
}
