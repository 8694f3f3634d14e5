//@ expect: lost-item in merge/brings_everything
//@ expect: lost-item in merge/one_side_may_be_shorter
//@ expect: lost-item in merge/one_value_of_each
//@ expect: lost-item in multiplex/brings_everything
//@ expect: lost-item in multiplex/one_input_or_none
//@ expect: lost-item in prioritised/brings_everything
//@ expect: lost-item in prioritised/one_value_of_each
//@ expect: lost-item in strictly_prioritised/brings_everything
//@ expect: lost-item in strictly_prioritised/one_value_of_each
//@ expect: lost-item in with_heartbeat/brings_everything
//@ expect: early-close in with_heartbeat/beats_while_nothing_comes
//@ points: 0
//! Every stream is closed at once.

use crossbeam_channel::{Receiver, bounded};
use std::time::Duration;

/// What `with_heartbeat` sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<T> {
    Value(T),
    Beat,
}

pub fn merge<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (a, b);
    bounded(0).1
}

pub fn multiplex<T>(inputs: Vec<Receiver<T>>) -> Receiver<(usize, T)>
where
    T: Send + 'static,
{
    let _ = inputs;
    bounded(0).1
}

pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (high, low);
    bounded(0).1
}

pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (high, low);
    bounded(0).1
}

pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    let _ = (rx, period);
    bounded(0).1
}
