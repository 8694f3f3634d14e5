//@ expect: thread-leak in with_heartbeat/ends_when_the_consumer_leaves
//! A second handle of the input is kept for good, to be able to look at how much waits: the stream has ended, and whoever
//! writes the input never learns that nobody reads it any more. (Rust study: blocking, channel.)

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, bounded, never, select, select_biased,
};
use std::thread;
use std::time::{Duration, Instant};

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
    let (sender, multiplexed) = bounded(0);
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
    multiplexed
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
    thread::spawn(move || prioritise(high, low, &sender));
    output
}

fn prioritise<T>(mut high: Receiver<T>, mut low: Receiver<T>, output: &Sender<T>) {
    let mut offered: Option<T> = None;
    let mut open = 2;
    while open > 0 {
        let taken = if offered.is_some() {
            select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                send(output, offered.take().expect("checked above")) -> sent => match sent {
                    Ok(()) => continue,
                    Err(_) => return,
                },
            }
        } else {
            select_biased! {
                recv(high) -> value => value.inspect_err(|_| high = never()),
                recv(low) -> value => match value {
                    Ok(value) => {
                        offered = Some(value);
                        continue;
                    }
                    Err(error) => {
                        low = never();
                        Err(error)
                    }
                },
            }
        };
        match taken {
            Ok(value) => {
                if output.send(value).is_err() {
                    return;
                }
            }
            Err(_) => open -= 1,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<T> {
    Value(T),
    Beat,
}

pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    assert!(!period.is_zero(), "`period` must not be zero");
    let _watched: &Receiver<T> = Box::leak(Box::new(rx.clone()));
    let (sender, events) = bounded(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut beat = next_beat(start, period);
        loop {
            let received = match beat {
                Some(beat) => rx.recv_deadline(beat),
                None => rx.recv().map_err(RecvTimeoutError::from),
            };
            let event = match received {
                Ok(value) => Event::Value(value),
                Err(RecvTimeoutError::Timeout) => Event::Beat,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let is_beat = matches!(event, Event::Beat);
            if sender.send(event).is_err() {
                return;
            }
            if is_beat {
                beat = next_beat(start, period);
            }
        }
    });
    events
}

fn next_beat(start: Instant, period: Duration) -> Option<Instant> {
    let now = Instant::now();
    let into_this_one = (now - start).as_nanos() % period.as_nanos();
    let into_this_one = Duration::from_nanos(u64::try_from(into_this_one).ok()?);
    now.checked_add(period.checked_sub(into_this_one)?)
}
