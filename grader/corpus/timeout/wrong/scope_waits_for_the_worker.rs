//@ expect: too-late in call_with_timeout/gives_up_at_the_limit
//@ expect: too-late in call_with_timeout/tells_a_panic_at_once
//@ expect: too-late in call_with_timeout/counts_nanoseconds
//! A scope does not end before its threads have: the timeout is noticed in time, and returned when
//! the work is done. (Go study: blocking, Chan with others.)

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    thread::scope(|scope| {
        let (sender, result) = bounded(1);
        scope.spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(f));
            let _ = sender.send(result);
        });
        match result.recv_timeout(limit) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) => Err(CallError::Panicked),
            Err(_) => Err(CallError::TimedOut),
        }
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
