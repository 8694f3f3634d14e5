//@ expect: full
//! Results travel through `std::sync::mpsc`, whose `recv_timeout` tells the two errors apart as
//! well.

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

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
    let mut values = Vec::new();
    let Some(deadline) = Instant::now().checked_add(total) else {
        // There is no such moment: the end of the channel is the only limit.
        return rx.iter().collect();
    };
    while Instant::now() < deadline {
        match rx.recv_deadline(deadline) {
            Ok(value) => values.push(value),
            Err(_) => break,
        }
    }
    values
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
    let (sender, result) = mpsc::channel();
    let worker = thread::spawn(move || sender.send(f()).unwrap_or(()));
    drop(worker);
    result.recv_timeout(limit).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => CallError::TimedOut,
        mpsc::RecvTimeoutError::Disconnected => CallError::Panicked,
    })
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (results, first) = mpsc::sync_channel(calls.len());
    let (stop, stopped) = bounded(0);
    for call in calls {
        let (results, stopped) = (results.clone(), stopped.clone());
        thread::spawn(move || results.send(call(stopped)).ok());
    }
    drop(results);
    let outcome = first.recv_timeout(limit);
    drop(stop);
    outcome.map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => CallError::TimedOut,
        mpsc::RecvTimeoutError::Disconnected => CallError::Panicked,
    })
}
