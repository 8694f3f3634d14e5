//@ expect: full
//! The caller parks with a time limit and is unparked by whoever ends. Panics reach it through
//! `JoinHandle::join`, which is called only on threads that have ended.

use crossbeam_channel::{Receiver, RecvTimeoutError, after, bounded, select};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};
use std::{mem, thread};

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
    first_of(vec![|_: Receiver<()>| f()], limit)
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let (stop, stopped) = bounded::<()>(0);
    let start = Instant::now();
    let caller = thread::current();
    let finished = Arc::new(Mutex::new(Vec::new()));
    let mut running: HashMap<usize, JoinHandle<T>> = HashMap::new();
    for (number, call) in calls.into_iter().enumerate() {
        let note = Finished {
            number,
            list: Arc::clone(&finished),
            caller: caller.clone(),
        };
        let stopped = stopped.clone();
        let handle = thread::spawn(move || {
            let _note = note;
            call(stopped)
        });
        running.insert(number, handle);
    }
    let outcome = loop {
        let ended: Vec<usize> = mem::take(&mut *finished.lock().unwrap());
        // A thread that has noted its end ends now, or has ended.
        let mut results = ended.iter().filter_map(|n| running.remove(n)?.join().ok());
        if let Some(result) = results.next() {
            break Ok(result);
        }
        if running.is_empty() {
            break Err(CallError::Panicked);
        }
        match limit.checked_sub(start.elapsed()) {
            Some(left) if !left.is_zero() => thread::park_timeout(left),
            _ => break Err(CallError::TimedOut),
        }
    };
    drop(stop);
    outcome
}

/// Notes the end of a call when it is dropped, after a panic too.
struct Finished {
    number: usize,
    list: Arc<Mutex<Vec<usize>>>,
    caller: Thread,
}

impl Drop for Finished {
    fn drop(&mut self) {
        self.list.lock().unwrap().push(self.number);
        self.caller.unpark();
    }
}
