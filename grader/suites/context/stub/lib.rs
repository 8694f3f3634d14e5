//! Context: cancellation and deadlines, passed down a tree of calls.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers,
//! fields and types you like.

use crossbeam_channel::Receiver;
use std::any::Any;
use std::time::{Duration, Instant};

/// Cancels what it was made for. Clones cancel the same thing.
///
/// Dropping one cancels nothing.
#[derive(Clone)]
pub struct Canceller {
    // Replace this by what your canceller needs.
    _private: (),
}

impl Canceller {
    /// Cancels, at once. Once more does nothing.
    pub fn cancel(&self) {
        todo!("tell everybody who listens")
    }
}

/// A signal for any number of listeners: the receiver, and all its clones, close when `cancel` is called.
pub fn cancel_once() -> (Canceller, Receiver<()>) {
    todo!("what closes a channel?")
}

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It, or one of its ancestors, was cancelled.
    Cancelled,
    /// Its deadline, or that of one of its ancestors, is over.
    DeadlineExceeded,
}

/// What a call passes on to the calls that it makes: whether to stop, until when, and values.
///
/// Contexts form a tree. A context is *done* when it is cancelled, when its deadline is over, or when its
/// parent is done. Clones are the same context.
#[derive(Clone)]
pub struct Context {
    // Replace this by what your context needs.
    _private: (),
}

impl Context {
    /// The root of a tree. It is never done.
    pub fn background() -> Self {
        todo!("a context that is never done")
    }

    /// A child that can be cancelled.
    pub fn with_cancel(&self) -> (Context, Canceller) {
        todo!("a child that can be cancelled")
    }

    /// A child that is done after `timeout` at the latest.
    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        todo!("a child that is done after {timeout:?}")
    }

    /// A child that is done at `deadline` at the latest.
    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        todo!("a child that is done at {deadline:?}")
    }

    /// A child that carries `value`.
    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        let _ = value;
        todo!("a child with a value")
    }

    /// A receiver that closes when the context is done. Nothing is ever sent on it.
    pub fn done(&self) -> Receiver<()> {
        todo!("a receiver that closes")
    }

    /// Why the context is done; `None` as long as it is not.
    pub fn cause(&self) -> Option<Cause> {
        todo!("the first cause")
    }

    /// When the context will be done at the latest: the earliest deadline of itself and its ancestors.
    pub fn deadline(&self) -> Option<Instant> {
        todo!("the earliest deadline")
    }

    /// The value of type `T` that was given to this context or to its nearest ancestor that has one.
    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        todo!("the nearest value of this type")
    }
}

/// "Result: 1", "Result: 3", … up to `max`, with a pause of 499 ms between two sends.
///
/// The stream closes right after the last result, and at once when `ctx` is done.
pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let _ = ctx;
    todo!("send the odd numbers up to {max}, slowly")
}
