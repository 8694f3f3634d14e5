//@ expect: cancellation-ignored in cancel_once/tells_when_cancelled
//@ expect: cancellation-ignored in context/can_be_cancelled
//@ expect: cancellation-ignored in context/can_time_out
//@ expect: lost-item in odds_with_context/counts_up_in_twos
//@ expect: lost-item in odds_with_context/stops_at_max
//@ expect: wrong-value in with_value/finds_the_nearest
//@ expect: wrong-value in with_value/values_go_down_only
//@ points: 0
//! Nothing is ever done, nobody is ever told, and there are no values.

use crossbeam_channel::{Receiver, bounded, never};
use std::any::Any;
use std::time::{Duration, Instant};

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

pub fn cancel_once() -> (Canceller, Receiver<()>) {
    (Canceller, never())
}

#[derive(Clone)]
pub struct Canceller;

impl Canceller {
    pub fn cancel(&self) {}
}

#[derive(Clone)]
pub struct Context;

impl Context {
    pub fn background() -> Self {
        Context
    }

    pub fn with_cancel(&self) -> (Context, Canceller) {
        (Context, Canceller)
    }

    pub fn with_timeout(&self, _timeout: Duration) -> (Context, Canceller) {
        (Context, Canceller)
    }

    pub fn with_deadline(&self, _deadline: Instant) -> (Context, Canceller) {
        (Context, Canceller)
    }

    pub fn with_value<T>(&self, _value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        Context
    }

    pub fn done(&self) -> Receiver<()> {
        never()
    }

    pub fn cause(&self) -> Option<Cause> {
        None
    }

    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        None
    }
}

pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let _ = (ctx, max);
    bounded(0).1
}
