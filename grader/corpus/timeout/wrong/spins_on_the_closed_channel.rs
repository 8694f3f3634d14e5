//@ expect: busy-wait in collect_for/returns_all_of_a_closed_channel
//! `v, ok := <-rx` without looking at `ok`: a closed channel is always ready, and the loop turns at
//! full speed until the deadline. (Go study: non-blocking, Chan.)

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
            recv(rx) -> value => {
                if let Ok(value) = value {
                    values.push(value);
                }
            }
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
    thread::spawn(move || {
        let _ = sender.send(f());
    });
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
