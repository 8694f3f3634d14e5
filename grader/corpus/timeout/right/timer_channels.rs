//@ expect: full
//! As in Go: every limit is a channel from `after`, and all waiting is `select!`.

use crossbeam_channel::{Receiver, after, bounded, select, select_biased, unbounded};
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
    select! {
        recv(rx) -> value => value.map_err(|_| WaitError::Closed),
        recv(after(limit)) -> _ => Err(WaitError::TimedOut),
    }
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let over = after(total);
    iter::from_fn(|| {
        select_biased! {
            recv(over) -> _ => None,
            recv(rx) -> value => value.ok(),
        }
    })
    .collect()
}

pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let mut values = Vec::new();
    loop {
        select! {
            recv(rx) -> value => match value {
                Ok(value) => values.push(value),
                Err(_) => break,
            },
            default(idle) => break,
        }
    }
    values
}

pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (sender, result) = bounded(0);
    thread::spawn(move || {
        let value = f();
        // Nobody there: the limit was over.
        sender.send(value).ok();
    });
    select! {
        recv(result) -> value => value.map_err(|_| CallError::Panicked),
        recv(after(limit)) -> _ => Err(CallError::TimedOut),
    }
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (stop, stopped) = unbounded::<()>();
    let (results, first) = bounded(calls.len());
    for call in calls {
        let (results, stopped) = (results.clone(), stopped.clone());
        thread::spawn(move || {
            let value = call(stopped);
            select! {
                send(results, value) -> _ => {}
            }
        });
    }
    drop((stopped, results));
    let outcome = select! {
        recv(first) -> value => value.map_err(|_| CallError::Panicked),
        recv(after(limit)) -> _ => Err(CallError::TimedOut),
    };
    drop(stop);
    outcome
}
