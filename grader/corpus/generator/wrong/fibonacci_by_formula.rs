//@ expect: wrong-value in fibonacci/ends_with_the_last_that_fits
//@ points: 88
//! Binet's formula in floating point: elegant, and wrong from F(71) on, where an `f64` has too few
//! digits.

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
        let root = 5.0_f64.sqrt();
        let golden_ratio = (1.0 + root) / 2.0;
        for n in 0..94 {
            let number = (golden_ratio.powi(n) / root).round() as u64;
            if sender.send(number).is_err() {
                return;
            }
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
