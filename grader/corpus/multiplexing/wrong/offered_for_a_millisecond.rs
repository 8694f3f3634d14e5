//@ expect: wrong-order in strictly_prioritised/high_overtakes_what_is_in_hand
//@ expect: wrong-order in strictly_prioritised/what_is_in_hand_survives_an_end
//! Offers the value of `low` for 1 ms at a time and looks at `high` in between: a value of `high` that comes during the offer does not go
//! first, if somebody receives at that moment.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, TryRecvError, bounded, never, select,
    select_biased,
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

pub fn strictly_prioritised<T>(mut high: Receiver<T>, mut low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut in_hand: Option<T> = None;
        let mut open = 2;
        while open > 0 || in_hand.is_some() {
            match high.try_recv() {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                    continue;
                }
                Err(TryRecvError::Disconnected) => {
                    high = never();
                    open -= 1;
                    continue;
                }
                Err(TryRecvError::Empty) => {}
            }
            match in_hand.take() {
                Some(value) => match sender.send_timeout(value, Duration::from_millis(1)) {
                    Ok(()) => {}
                    Err(SendTimeoutError::Timeout(value)) => in_hand = Some(value),
                    Err(SendTimeoutError::Disconnected(_)) => return,
                },
                None => select! {
                    recv(high) -> value => match value {
                        Ok(value) => if sender.send(value).is_err() { return },
                        Err(_) => {
                            high = never();
                            open -= 1;
                        }
                    },
                    recv(low) -> value => match value {
                        Ok(value) => in_hand = Some(value),
                        Err(_) => {
                            low = never();
                            open -= 1;
                        }
                    },
                },
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
