//@ expect: missing-close in merge/brings_everything
//@ expect: missing-close in merge/one_side_may_be_shorter
//@ expect: missing-close in merge/one_value_of_each
//! Two threads with clones of a sender, and the original is kept by a third that waits for both and forgets to let go. (Rust study: blocking, channel.)

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, never, select_biased};
use std::time::{Duration, Instant};
use std::{mem, thread};

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
    let (sender, merged) = bounded(0);
    for input in [a, b] {
        let sender = sender.clone();
        thread::spawn(move || input.iter().try_for_each(|value| sender.send(value)));
    }
    mem::forget(sender);
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
    let start = Instant::now();
    thread::spawn(move || {
        let mut next = start.checked_add(period);
        loop {
            let received = match next {
                Some(next) => rx.recv_deadline(next),
                None => rx.recv().map_err(RecvTimeoutError::from),
            };
            match received {
                Ok(value) => {
                    if sender.send(Event::Value(value)).is_err() {
                        return;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    if sender.send(Event::Beat).is_err() {
                        return;
                    }
                    while next.is_some_and(|next| next <= Instant::now()) {
                        next = next.and_then(|next| next.checked_add(period));
                    }
                }
            }
        }
    });
    events
}
