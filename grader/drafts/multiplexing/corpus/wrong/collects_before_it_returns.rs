//@ expect: deadlock in merge/goes_on_with_the_other_side
//! Sequential: reads all inputs to their end, and then returns a channel that holds everything.

use crossbeam_channel::{Receiver, unbounded};
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
    let (sender, merged) = unbounded();
    for value in a.into_iter().chain(b) {
        let _ = sender.send(value);
    }
    merged
}

pub fn multiplex<T>(inputs: Vec<Receiver<T>>) -> Receiver<(usize, T)>
where
    T: Send + 'static,
{
    let (sender, all) = unbounded();
    for (index, input) in inputs.into_iter().enumerate() {
        for value in input {
            let _ = sender.send((index, value));
        }
    }
    all
}

pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = unbounded();
    for value in high.into_iter().chain(low) {
        let _ = sender.send(value);
    }
    output
}

pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = unbounded();
    for value in high.into_iter().chain(low) {
        let _ = sender.send(value);
    }
    output
}

pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    assert!(!period.is_zero(), "`period` must not be zero");
    let (sender, events) = unbounded();
    for value in rx {
        let _ = sender.send(Event::Value(value));
    }
    events
}
