//@ expect: full
//! Results through a `Mutex` and a `Condvar` with timed waits, panics caught and counted.

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
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
    first_of(vec![move |_: Receiver<()>| f()], limit)
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (stop, stopped) = bounded(0);
    let race = Arc::new(Race {
        state: Mutex::new(State {
            winner: None,
            running: calls.len(),
        }),
        changed: Condvar::new(),
    });
    for call in calls {
        let (race, stopped) = (Arc::clone(&race), stopped.clone());
        thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| call(stopped)));
            let mut state = race.state.lock().unwrap();
            state.running -= 1;
            if let Ok(value) = result
                && state.winner.is_none()
            {
                state.winner = Some(value);
            }
            race.changed.notify_all();
        });
    }
    let guard = race.state.lock().unwrap();
    let undecided = |state: &mut State<T>| state.winner.is_none() && state.running > 0;
    let (mut guard, waited) = race
        .changed
        .wait_timeout_while(guard, limit, undecided)
        .unwrap();
    let outcome = match guard.winner.take() {
        Some(winner) => Ok(winner),
        None if waited.timed_out() => Err(CallError::TimedOut),
        None => Err(CallError::Panicked),
    };
    drop(guard);
    drop(stop);
    outcome
}

struct Race<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    winner: Option<T>,
    running: usize,
}
