//@ expect: full
//! More deterministic than required: a stop channel for each call, closed in the order of the list,
//! and of results that are there at the same time the one with the smallest number wins.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, TryRecvError, after, bounded, select, select_biased, unbounded,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use std::{iter, thread};

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
    match rx.try_recv() {
        Ok(value) => Ok(value),
        Err(TryRecvError::Disconnected) => Err(WaitError::Closed),
        Err(TryRecvError::Empty) => match rx.recv_timeout(limit) {
            Ok(value) => Ok(value),
            Err(RecvTimeoutError::Disconnected) => Err(WaitError::Closed),
            Err(RecvTimeoutError::Timeout) => Err(WaitError::TimedOut),
        },
    }
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let deadline = after(total);
    let mut values = Vec::new();
    while deadline.is_empty() {
        select! {
            recv(rx) -> value => match value {
                Ok(value) => values.push(value),
                Err(_) => break,
            },
            recv(deadline) -> _ => break,
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
    let (results, finished) = unbounded();
    let mut stops = Vec::new();
    for (number, call) in calls.into_iter().enumerate() {
        let (stop, stopped) = bounded(0);
        stops.push(stop);
        let results = results.clone();
        thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| call(stopped)));
            let _ = results.send((number, outcome.ok()));
        });
    }
    let over = after(limit);
    let mut left = stops.len();
    while left > 0 {
        let (number, outcome) = select_biased! {
            recv(finished) -> message => message.expect("`results` is still here"),
            recv(over) -> _ => return Err(CallError::TimedOut),
        };
        left -= 1;
        let more = finished
            .try_iter()
            .inspect(|_| left = left.saturating_sub(1));
        let first = iter::once((number, outcome))
            .chain(more)
            .filter_map(|(number, outcome)| Some((number, outcome?)))
            .min_by_key(|(number, _)| *number);
        if let Some((_, winner)) = first {
            stops.into_iter().for_each(drop);
            return Ok(winner);
        }
    }
    Err(CallError::Panicked)
}
