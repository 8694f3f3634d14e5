//! Timeouts: waiting, but not for ever.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers
//! and trait implementations you like.

use crossbeam_channel::Receiver;
use std::time::Duration;

/// Why [`recv_within`] has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitError {
    /// The limit is over, and no value has come.
    TimedOut,
    /// The channel is closed and empty: no value will ever come.
    Closed,
}

/// Why [`call_with_timeout`] and [`first_of`] have no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The limit is over, and no call has returned.
    TimedOut,
    /// Every call has panicked: no result will ever come.
    Panicked,
}

/// The next value of `rx`, if it comes within `limit`.
pub fn recv_within<T>(rx: &Receiver<T>, limit: Duration) -> Result<T, WaitError> {
    let _ = rx;
    todo!("wait for a value, at most {limit:?}")
}

/// All that comes within `total`, or until `rx` closes.
///
/// One deadline over everything: it ends there even if values keep coming.
pub fn collect_for<T>(rx: &Receiver<T>, total: Duration) -> Vec<T> {
    let _ = rx;
    todo!("collect for {total:?}")
}

/// All that comes until nothing has come for `idle`, or until `rx` closes.
///
/// The limit starts anew with each value.
pub fn collect_until_idle<T>(rx: &Receiver<T>, idle: Duration) -> Vec<T> {
    let _ = rx;
    todo!("collect until nothing comes for {idle:?}")
}

/// What `f` returns, if it returns within `limit`.
///
/// `f` runs on a thread of its own. Nothing can stop it: when it is late, nobody waits for it any
/// more, and its thread ends when `f` returns.
pub fn call_with_timeout<T, F>(f: F, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let _ = f;
    todo!("call `f`, wait at most {limit:?}")
}

/// What the first of `calls` to return has returned, if it returns within `limit`.
///
/// All run at the same time, each on a thread of its own. The channel that is handed to each of
/// them closes when one has won or the limit is over, so that the others can end. A call that
/// panics never wins.
pub fn first_of<T, F>(calls: Vec<F>, limit: Duration) -> Result<T, CallError>
where
    T: Send + 'static,
    F: FnOnce(Receiver<()>) -> T + Send + 'static,
{
    todo!("race {} calls for {limit:?}", calls.len())
}
