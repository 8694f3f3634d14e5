//@ expect: busy-wait in zip_with/lets_go_of_the_longer
//@ expect: busy-wait in zip_with/ends_when_the_reader_leaves
//@ expect: busy-wait in zip_with/hands_on_each_pair_as_it_is_complete
//@ points: 92
//! Looks at both inputs in turn until both have something, without ever waiting.

use crossbeam_channel::{Receiver, TryRecvError, bounded};
use std::{mem, thread};

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in (1..=max).step_by(2) {
            if sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut current, mut next) = (0_u64, Some(1_u64));
        while sender.send(current).is_ok() {
            let Some(number) = next else { return };
            next = current.checked_add(number);
            current = number;
        }
    });
    receiver
}

pub fn generate<T, F>(ahead: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let (sender, receiver) = bounded(ahead);
    thread::spawn(move || {
        while let Some(value) = next() {
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut slot_a, mut slot_b) = (None, None);
        loop {
            if slot_a.is_none() {
                match a.try_recv() {
                    Ok(x) => slot_a = Some(x),
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Disconnected) => return,
                }
            }
            if slot_b.is_none() {
                match b.try_recv() {
                    Ok(y) => slot_b = Some(y),
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Disconnected) => return,
                }
            }
            if slot_a.is_some() && slot_b.is_some() {
                let (Some(x), Some(y)) = (slot_a.take(), slot_b.take()) else {
                    return;
                };
                if sender.send(f(x, y)).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut turn, mut other) = (a, b);
        while let Ok(value) = turn.recv().or_else(|_| other.recv()) {
            if sender.send(value).is_err() {
                return;
            }
            mem::swap(&mut turn, &mut other);
        }
    });
    receiver
}
