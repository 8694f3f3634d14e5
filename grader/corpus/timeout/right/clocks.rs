//@ expect: full
//! Deadlines as moments: before each wait it is computed how much time is left. `checked_add` knows
//! that there may be no such moment.

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
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
    let received = match Instant::now().checked_add(limit) {
        Some(deadline) => rx.recv_deadline(deadline),
        None => rx.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    received.map_err(|error| {
        if error.is_timeout() {
            WaitError::TimedOut
        } else {
            WaitError::Closed
        }
    })
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let start = Instant::now();
    let mut values = Vec::new();
    loop {
        let Some(left) = total.checked_sub(start.elapsed()) else {
            return values;
        };
        if left.is_zero() {
            return values;
        }
        match rx.recv_timeout(left) {
            Ok(value) => values.push(value),
            Err(_) => return values,
        }
    }
}

pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let mut values = Vec::new();
    let mut last = Instant::now();
    while let Ok(value) = match last.checked_add(idle) {
        Some(deadline) => rx.recv_deadline(deadline),
        None => rx.recv().map_err(|_| RecvTimeoutError::Disconnected),
    } {
        values.push(value);
        last = Instant::now();
    }
    values
}

pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    first_of(vec![|_: Receiver<()>| f()], limit)
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (results, first) = bounded(0);
    let (stop, stopped) = bounded(0);
    for call in calls {
        let results = results.clone();
        let stopped = stopped.clone();
        thread::Builder::new()
            .name("call".into())
            .spawn(move || drop(results.send(call(stopped))))
            .expect("the system has room for a thread");
    }
    drop(results);
    let outcome = match Instant::now().checked_add(limit) {
        Some(deadline) => first.recv_deadline(deadline),
        None => first.recv().map_err(RecvTimeoutError::from),
    };
    drop(stop);
    match outcome {
        Ok(result) => Ok(result),
        Err(error) if error.is_timeout() => Err(CallError::TimedOut),
        Err(_) => Err(CallError::Panicked),
    }
}
