//@ expect: deadlock in recv_within/gives_up_at_the_limit
//@ expect: wrong-value in collect_for/returns_what_came_in_time
//@ expect: deadlock in collect_for/returns_nothing_of_silence
//@ expect: wrong-value in collect_until_idle/returns_what_came_before_the_silence
//@ expect: deadlock in collect_until_idle/returns_nothing_of_silence
//@ expect: wrong-value in call_with_timeout/gives_up_at_the_limit
//@ expect: wrong-value in call_with_timeout/tells_a_panic_at_once
//@ expect: wrong-value in call_with_timeout/counts_nanoseconds
//@ expect: wrong-value in call_with_timeout/the_late_worker_ends_by_itself
//@ expect: wrong-value in first_of/the_first_to_return_wins
//@ expect: wrong-value in first_of/gives_up_at_the_limit
//! Sequential: waits for whatever comes, as long as it takes, on the caller's thread.

use crossbeam_channel::{Receiver, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    let _ = limit;
    rx.recv().map_err(|_| WaitError::Closed)
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let _ = total;
    rx.iter().collect()
}

pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let _ = idle;
    rx.iter().collect()
}

pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let _ = limit;
    catch_unwind(AssertUnwindSafe(f)).map_err(|_| CallError::Panicked)
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let _ = limit;
    let (_stop, stopped) = bounded(0);
    calls
        .into_iter()
        .find_map(|call| {
            let stopped = stopped.clone();
            catch_unwind(AssertUnwindSafe(|| call(stopped))).ok()
        })
        .ok_or(CallError::Panicked)
}
