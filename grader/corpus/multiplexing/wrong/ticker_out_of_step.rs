//@ expect: limit-exceeded in with_heartbeat/a_slow_consumer_finds_one_late_beat
//@ expect: limit-exceeded in with_heartbeat/a_slow_consumer_loses_no_value
//@ expect: limit-exceeded in with_heartbeat/ends_behind_a_late_beat
//! `tick(period)`: a tick is kept for a slow consumer, and the next one is counted from the moment when it was received. After a pause there
//! are two late beats, and all later ones are out of step. (Go study: non-blocking, library.)

use crossbeam_channel::{Receiver, bounded, never, select, select_biased, tick};
use std::thread;
use std::time::Duration;

/// What `with_heartbeat` sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<T> {
    Value(T),
    Beat,
}

pub fn merge<T>(mut a: Receiver<T>, mut b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, merged) = bounded(0);
    thread::spawn(move || {
        let mut open = 2;
        while open > 0 {
            let value = select! {
                recv(a) -> value => value.inspect_err(|_| a = never()),
                recv(b) -> value => value.inspect_err(|_| b = never()),
            };
            match value {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                }
                Err(_) => open -= 1,
            }
        }
    });
    merged
}

pub fn multiplex<T>(inputs: Vec<Receiver<T>>) -> Receiver<(usize, T)>
where
    T: Send + 'static,
{
    let (sender, all) = bounded(0);
    for (index, input) in inputs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            for value in input {
                if sender.send((index, value)).is_err() {
                    return;
                }
            }
        });
    }
    all
}

pub fn prioritised<T>(mut high: Receiver<T>, mut low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut open = 2;
        while open > 0 {
            let value = select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                recv(low) -> value => value.inspect_err(|_| low = never()),
            };
            match value {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                }
                Err(_) => open -= 1,
            }
        }
    });
    output
}

pub fn strictly_prioritised<T>(mut high: Receiver<T>, mut low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut in_hand: Option<T> = None;
        let mut open = 2;
        while open > 0 {
            let urgent = if in_hand.is_some() {
                select_biased! {
                    recv(high) -> value => value,
                    send(sender, in_hand.take().expect("just seen")) -> sent => {
                        if sent.is_err() {
                            return;
                        }
                        continue;
                    }
                }
            } else {
                select_biased! {
                    recv(high) -> value => value,
                    recv(low) -> value => {
                        match value {
                            Ok(value) => in_hand = Some(value),
                            Err(_) => {
                                low = never();
                                open -= 1;
                            }
                        }
                        continue;
                    }
                }
            };
            match urgent {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                }
                Err(_) => {
                    high = never();
                    open -= 1;
                }
            }
        }
    });
    output
}

pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    assert!(!period.is_zero(), "`period` must not be zero");
    let (sender, events) = bounded(0);
    let ticks = tick(period);
    thread::spawn(move || {
        loop {
            let event = select! {
                recv(rx) -> value => match value {
                    Ok(value) => Event::Value(value),
                    Err(_) => return,
                },
                recv(ticks) -> _ => Event::Beat,
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    events
}
