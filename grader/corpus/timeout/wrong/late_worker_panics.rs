//@ expect: panic in call_with_timeout/gives_up_at_the_limit
//@ expect: panic in call_with_timeout/counts_nanoseconds
//@ expect: panic in call_with_timeout/the_late_worker_ends_by_itself
//@ expect: panic in call_with_timeout/survives_the_race
//! `send(…).unwrap()` in the worker: when it is late, nobody is there, and it panics about that. (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select, unbounded};
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
    let (sender, result) = bounded(1);
    thread::spawn(move || sender.send(f()).unwrap());
    result.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => CallError::TimedOut,
        RecvTimeoutError::Disconnected => CallError::Panicked,
    })
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
