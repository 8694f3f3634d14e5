//@ expect: full
//! `merge` is `multiplex` of two without the indices. What is not to be chosen is a dummy: an output that nobody reads, an input that never
//! delivers; so one `select!` has all arms.

use crossbeam_channel::{Receiver, TryRecvError, at, bounded, never, select, select_biased};
use std::thread;
use std::time::{Duration, Instant};

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

pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        loop {
            // What is there of `high` goes first; only when there is nothing, either may come.
            let value = match high.try_recv() {
                Ok(value) => value,
                Err(TryRecvError::Disconnected) => {
                    // Only `low` is left.
                    low.iter().try_for_each(|value| sender.send(value)).ok();
                    return;
                }
                Err(TryRecvError::Empty) => select! {
                    recv(high) -> value => match value {
                        Ok(value) => value,
                        Err(_) => continue,
                    },
                    recv(low) -> value => match value {
                        Ok(value) => value,
                        Err(_) => {
                            high.iter().try_for_each(|value| sender.send(value)).ok();
                            return;
                        }
                    },
                },
            };
            if sender.send(value).is_err() {
                return;
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
        let (nobody, _unread) = bounded(0);
        let mut offer: Option<T> = None;
        let mut left = 2;
        while left > 0 || offer.is_some() {
            let intake = if offer.is_none() {
                low.clone()
            } else {
                never()
            };
            let outlet = if offer.is_some() { &sender } else { &nobody };
            select_biased! {
                recv(high) -> value => match value {
                    Ok(value) => if sender.send(value).is_err() { return },
                    Err(_) => (high, left) = (never(), left - 1),
                },
                send(outlet, offer.take().expect("the dummy is never chosen")) -> sent => {
                    if sent.is_err() {
                        return;
                    }
                }
                recv(intake) -> value => match value {
                    Ok(value) => offer = Some(value),
                    Err(_) => (low, left) = (never(), left - 1),
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
    assert_ne!(
        period,
        Duration::ZERO,
        "the period of a heartbeat cannot be zero"
    );
    let (sender, events) = bounded(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut number = 1_u32;
        loop {
            let timer = period
                .checked_mul(number)
                .and_then(|after| start.checked_add(after))
                .map_or_else(never, at);
            select! {
                recv(rx) -> value => match value {
                    Ok(value) => if sender.send(Event::Value(value)).is_err() { return },
                    Err(_) => return,
                },
                recv(timer) -> _ => {
                    if sender.send(Event::Beat).is_err() {
                        return;
                    }
                    // Missed ones are skipped.
                    number = u32::try_from(start.elapsed().as_nanos() / period.as_nanos()).unwrap_or(u32::MAX - 1) + 1;
                }
            }
        }
    });
    events
}
