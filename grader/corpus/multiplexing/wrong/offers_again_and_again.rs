//@ expect: busy-wait in strictly_prioritised/high_overtakes_what_is_in_hand
//@ expect: busy-wait in strictly_prioritised/what_is_in_hand_survives_an_end
//@ expect: busy-wait in strictly_prioritised/goes_on_with_the_other_side
//@ expect: busy-wait in strictly_prioritised/hands_on_what_comes
//@ expect: busy-wait in strictly_prioritised/stays_near_its_consumer
//! `try_send` and `try_recv` in a loop, so as never to be blocked with a value of `low`: never blocked at all.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, TrySendError, bounded, never, select, select_biased,
};
use std::thread;
use std::time::{Duration, Instant};

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

pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut in_hand = None;
        let (mut high_open, mut low_open) = (true, true);
        while high_open || low_open || in_hand.is_some() {
            match high.try_recv() {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                    continue;
                }
                Err(error) => high_open = error.is_empty(),
            }
            match in_hand.take() {
                Some(value) => match sender.try_send(value) {
                    Ok(()) => {}
                    Err(TrySendError::Full(value)) => in_hand = Some(value),
                    Err(TrySendError::Disconnected(_)) => return,
                },
                None => match low.try_recv() {
                    Ok(value) => in_hand = Some(value),
                    Err(error) => low_open = error.is_empty(),
                },
            }
            thread::yield_now();
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
