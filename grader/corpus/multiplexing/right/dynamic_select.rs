//@ expect: full
//! `Select` as a value: built for what is open, with a table from its operations to the inputs.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Select, TryRecvError, TrySendError, bounded, never,
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
    let (sender, merged) = bounded(0);
    thread::spawn(move || {
        let mut inputs = vec![a, b];
        while let Some((_, value)) = next_of(&mut inputs) {
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
    let (sender, all) = bounded(1);
    thread::spawn(move || {
        let mut inputs: Vec<(usize, Receiver<T>)> = inputs.into_iter().enumerate().collect();
        while !inputs.is_empty() {
            let (place, received) = {
                let mut select = Select::new();
                for (_, input) in &inputs {
                    select.recv(input);
                }
                let chosen = select.select();
                let place = chosen.index();
                (place, chosen.recv(&inputs[place].1))
            };
            match received {
                Ok(value) => {
                    if sender.send((inputs[place].0, value)).is_err() {
                        return;
                    }
                }
                Err(_) => drop(inputs.swap_remove(place)),
            }
        }
    });
    all
}

pub fn prioritised<T>(high: Receiver<T>, low: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, output) = bounded(0);
    thread::spawn(move || {
        let mut select = Select::new_biased();
        let (first, second) = (select.recv(&high), select.recv(&low));
        let mut open = 2;
        while open > 0 {
            let chosen = select.select();
            let index = chosen.index();
            let received = if index == first {
                chosen.recv(&high)
            } else {
                chosen.recv(&low)
            };
            match received {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                }
                Err(_) => {
                    select.remove(index);
                    open -= 1;
                }
            }
            debug_assert!(index == first || index == second);
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
        let mut waiting = None;
        loop {
            // `ready` only says that something can be done; what is done then is tried in order.
            let mut select = Select::new();
            select.recv(&high);
            if waiting.is_some() {
                select.send(&sender);
            } else {
                select.recv(&low);
            }
            select.ready();
            drop(select);
            match high.try_recv() {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                    continue;
                }
                Err(TryRecvError::Disconnected) => high = never(),
                Err(TryRecvError::Empty) => {}
            }
            match waiting.take() {
                Some(value) => match sender.try_send(value) {
                    Ok(()) => {}
                    Err(TrySendError::Full(value)) => waiting = Some(value),
                    Err(TrySendError::Disconnected(_)) => return,
                },
                None => match low.try_recv() {
                    Ok(value) => waiting = Some(value),
                    Err(TryRecvError::Disconnected) => low = never(),
                    Err(TryRecvError::Empty) => {}
                },
            }
            if waiting.is_none() && is_never(&high) && is_never(&low) {
                return;
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

/// The next value of any of the inputs; those that have ended are taken out.
fn next_of<T>(inputs: &mut Vec<Receiver<T>>) -> Option<(usize, T)> {
    while !inputs.is_empty() {
        let (place, received) = {
            let mut select = Select::new();
            for input in inputs.iter() {
                select.recv(input);
            }
            let chosen = select.select();
            let place = chosen.index();
            (place, chosen.recv(&inputs[place]))
        };
        match received {
            Ok(value) => return Some((place, value)),
            Err(_) => drop(inputs.remove(place)),
        }
    }
    None
}

fn is_never<T>(input: &Receiver<T>) -> bool {
    input.same_channel(&never())
}
