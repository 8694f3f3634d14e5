//@ expect: full
//! A loop for each state: both open, one left, none. The heartbeat skips a beat that nobody waits for, so that there never is a late one.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, TrySendError, bounded, never, select, select_biased,
};
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
    let (sender, merged) = bounded(1);
    thread::spawn(move || {
        let last = loop {
            let value = select! {
                recv(a) -> value => match value {
                    Ok(value) => value,
                    Err(_) => break b,
                },
                recv(b) -> value => match value {
                    Ok(value) => value,
                    Err(_) => break a,
                },
            };
            if sender.send(value).is_err() {
                return;
            }
        };
        for value in last {
            if sender.send(value).is_err() {
                return;
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

pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let last = loop {
            let value = select_biased! {
                recv(high) -> value => match value {
                    Ok(value) => value,
                    Err(_) => break low,
                },
                recv(low) -> value => match value {
                    Ok(value) => value,
                    Err(_) => break high,
                },
            };
            if sender.send(value).is_err() {
                return;
            }
        };
        let _ = last.iter().try_for_each(|value| sender.send(value));
    });
    output
}

pub fn strictly_prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        while let Some(value) = first_low(&high, &low, &sender) {
            if !offer(value, &high, &sender) {
                return;
            }
        }
        // `low` has ended, or the consumer has left.
        let _ = high.iter().try_for_each(|value| sender.send(value));
    });
    output
}

pub fn with_heartbeat<T>(rx: Receiver<T>, period: Duration) -> Receiver<Event<T>>
where
    T: Send + 'static,
{
    assert!(period > Duration::ZERO, "period must be positive");
    let (sender, events) = bounded(0);
    let start = Instant::now();
    thread::spawn(move || {
        let mut beats = 1;
        loop {
            let next = period
                .checked_mul(beats)
                .and_then(|after| start.checked_add(after));
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
                Err(RecvTimeoutError::Timeout) => match sender.try_send(Event::Beat) {
                    Ok(()) | Err(TrySendError::Full(_)) => beats += 1,
                    Err(TrySendError::Disconnected(_)) => return,
                },
            }
        }
    });
    events
}

/// Hands on `high` until there is a value of `low`; `None` when there will be none.
fn first_low<T>(high: &Receiver<T>, low: &Receiver<T>, output: &Sender<T>) -> Option<T> {
    let mut urgent = high.clone();
    loop {
        select_biased! {
            recv(urgent) -> value => match value {
                Ok(value) => output.send(value).ok()?,
                Err(_) => urgent = never(),
            },
            recv(low) -> value => return value.ok(),
        }
    }
}

/// Hands on `value` of `low`, and before it whatever comes of `high`. Whether the consumer is still there.
fn offer<T>(value: T, high: &Receiver<T>, output: &Sender<T>) -> bool {
    let mut urgent = high.clone();
    let mut value = Some(value);
    loop {
        select_biased! {
            recv(urgent) -> first => match first {
                Ok(first) => if output.send(first).is_err() { return false },
                Err(_) => urgent = never(),
            },
            send(output, value.take().expect("sent once")) -> sent => return sent.is_ok(),
        }
    }
}
