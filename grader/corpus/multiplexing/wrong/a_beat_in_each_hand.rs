//@ expect: limit-exceeded in with_heartbeat/a_slow_consumer_finds_one_late_beat
//@ expect: limit-exceeded in with_heartbeat/a_slow_consumer_loses_no_value
//@ expect: limit-exceeded in with_heartbeat/ends_behind_a_late_beat
//! A thread that makes the beats and another that sends them: while the consumer is away, each of them holds one.

use crossbeam_channel::{Receiver, at, bounded, never, select, select_biased};
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
    if period.is_zero() {
        panic!("a heartbeat needs a period");
    }
    let (beats, beat) = bounded(0);
    let (over, stop) = bounded::<()>(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut due = start.checked_add(period);
        while let Some(moment) = due {
            select! {
                recv(stop) -> _ => return,
                recv(at(moment)) -> _ => {}
            }
            select! {
                recv(stop) -> _ => return,
                send(beats, ()) -> _ => {}
            }
            while due.is_some_and(|due| due <= Instant::now()) {
                due = due.and_then(|due| due.checked_add(period));
            }
        }
        // No beat will come: stay until nobody needs one, so that the channel is silent and not closed.
        let _ = stop.recv();
    });
    let (sender, events) = bounded(0);
    thread::spawn(move || {
        let _over = over;
        loop {
            let event = select! {
                recv(rx) -> value => match value {
                    Ok(value) => Event::Value(value),
                    Err(_) => return,
                },
                recv(beat) -> _ => Event::Beat,
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    events
}
