//@ expect: panic in fibonacci/begins_with_zero_and_one
//@ expect: panic in fibonacci/ends_with_the_last_that_fits
//@ points: 85
//! The sum is computed before the number that it belongs to is sent: the last step computes F(94),
//! which nobody needs and which does not fit.

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
        let (mut current, mut next) = (0_u64, 1_u64);
        for _ in 0..94 {
            let sum = current + next;
            if sender.send(current).is_err() {
                return;
            }
            current = next;
            next = sum;
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
