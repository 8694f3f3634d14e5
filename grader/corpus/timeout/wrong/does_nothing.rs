//@ expect: wrong-value in recv_within/returns_what_comes_in_time
//@ expect: too-early in recv_within/gives_up_at_the_limit
//@ expect: wrong-value in recv_within/tells_the_end_from_silence
//@ expect: lost-item in collect_for/returns_what_came_in_time
//@ expect: lost-item in collect_for/returns_all_of_a_closed_channel
//@ expect: too-early in collect_for/returns_nothing_of_silence
//@ expect: lost-item in collect_until_idle/returns_what_came_before_the_silence
//@ expect: lost-item in collect_until_idle/returns_all_of_a_closed_channel
//@ expect: too-early in collect_until_idle/returns_nothing_of_silence
//@ expect: wrong-value in call_with_timeout/returns_the_result
//@ expect: wrong-value in first_of/the_first_to_return_wins
//@ expect: too-early in first_of/gives_up_at_the_limit
//@ expect: wrong-value in first_of/one_of_equals_wins
//@ points: 0
//! Nothing comes, nothing waits: every function returns at once with the empty answer.

use crossbeam_channel::Receiver;
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
    let _ = (rx, limit);
    Err(WaitError::TimedOut)
}

pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let _ = (rx, total);
    Vec::new()
}

pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let _ = (rx, idle);
    Vec::new()
}

pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let _ = (f, limit);
    Err(CallError::TimedOut)
}

pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    let _ = (calls, limit);
    Err(CallError::TimedOut)
}
