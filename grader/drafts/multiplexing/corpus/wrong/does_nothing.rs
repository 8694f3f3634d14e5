//@ expect: lost-item in merge/brings_everything
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
