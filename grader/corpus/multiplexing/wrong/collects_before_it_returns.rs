//@ expect: deadlock in merge/goes_on_with_the_other_side
//@ expect: deadlock in merge/hands_on_what_comes
//@ expect: not-lazy in merge/stays_near_its_consumer
//@ expect: livelock in merge/ends_when_the_consumer_leaves
//@ expect: deadlock in multiplex/goes_on_with_the_others
//@ expect: deadlock in multiplex/is_fair
//@ expect: deadlock in multiplex/hands_on_what_comes
//@ expect: not-lazy in multiplex/stays_near_its_consumer
//@ expect: livelock in multiplex/ends_when_the_consumer_leaves
//@ expect: deadlock in prioritised/high_overtakes
//@ expect: deadlock in prioritised/low_is_not_neglected
//@ expect: deadlock in prioritised/goes_on_with_the_other_side
//@ expect: not-lazy in prioritised/stays_near_its_consumer
//@ expect: livelock in prioritised/ends_when_the_consumer_leaves
//@ expect: deadlock in strictly_prioritised/high_overtakes_what_is_in_hand
//@ expect: deadlock in strictly_prioritised/what_is_in_hand_survives_an_end
//@ expect: deadlock in strictly_prioritised/goes_on_with_the_other_side
//@ expect: too-late in strictly_prioritised/hands_on_what_comes
//@ expect: not-lazy in strictly_prioritised/stays_near_its_consumer
//@ expect: livelock in strictly_prioritised/ends_when_the_consumer_leaves
//@ expect: deadlock in with_heartbeat/beats_while_nothing_comes
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
