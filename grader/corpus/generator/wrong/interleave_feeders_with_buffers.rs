//@ expect: not-lazy in interleave/takes_no_more_than_it_needs
//@ points: 97
//! A thread an input, each with a buffer of 8 of its own, before the turns are taken: more is taken
//! in advance than the contract allows.

use crossbeam_channel::{Receiver, bounded};
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
        while let (Ok(x), Ok(y)) = (a.recv(), b.recv()) {
            if sender.send(f(x, y)).is_err() {
                return;
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
    let (a, b) = (buffered(a), buffered(b));
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

fn buffered<T: Send + 'static>(input: Receiver<T>) -> Receiver<T> {
    let (sender, receiver) = bounded(8);
    thread::spawn(move || input.iter().try_for_each(|value| sender.send(value)));
    receiver
}
