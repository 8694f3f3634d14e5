//@ expect: thread-leak in call_with_timeout/gives_up_at_the_limit
//@ expect: thread-leak in call_with_timeout/tells_a_panic_at_once
//@ expect: thread-leak in call_with_timeout/counts_nanoseconds
//@ expect: thread-leak in call_with_timeout/the_late_worker_ends_by_itself
//@ expect: thread-leak in call_with_timeout/survives_the_race
//! The classic leak of Go: a channel without a buffer whose reader has gone. In Rust it takes a
//! receiver that somebody keeps, here the worker itself.

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Why `recv_within` has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitError {
    TimedOut,
    Closed,
}

/// Why a call has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    TimedOut,
    Panicked,
}

pub fn recv_within<T>(rx: &Receiver<T>, limit: Duration) -> Result<T, WaitError> {
    rx.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => WaitError::TimedOut,
        RecvTimeoutError::Disconnected => WaitError::Closed,
    })
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let deadline = after(total);
    let mut values = Vec::new();
    loop {
        select! {
            recv(rx) -> value => match value {
                Ok(value) => values.push(value),
                Err(_) => return values,
            },
            recv(deadline) -> _ => return values,
        }
    }
}

pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let mut values = Vec::new();
    while let Ok(value) = rx.recv_timeout(idle) {
        values.push(value);
    }
    values
}

pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let channel = Arc::new(bounded(0));
    let in_worker = Arc::clone(&channel);
    thread::spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(f));
        let _ = in_worker.0.send(result);
    });
    match channel.1.recv_timeout(limit) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(CallError::Panicked),
        Err(_) => Err(CallError::TimedOut),
    }
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (results, first) = unbounded();
    let (_stop, stopped) = bounded(0);
    for call in calls {
        let (results, stopped) = (results.clone(), stopped.clone());
        thread::spawn(move || {
            let _ = results.send(call(stopped));
        });
    }
    drop(results);
    first.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => CallError::TimedOut,
        RecvTimeoutError::Disconnected => CallError::Panicked,
    })
}
