//@ expect: full
//! Each function on its own, as one would write it on a whiteboard: a channel without a buffer, a
//! thread, a loop.

use crossbeam_channel::{Receiver, bounded};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let mut number = 1;
        while number <= max {
            if sender.send(number).is_err() {
                break;
            }
            number += 2;
        }
    });
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut current, mut next) = (0_u64, Some(1_u64));
        while sender.send(current).is_ok() {
            let Some(number) = next else { break };
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
                break;
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
                break;
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
        'turns: loop {
            for input in [&a, &b] {
                let Ok(value) = input.recv() else {
                    break 'turns;
                };
                if sender.send(value).is_err() {
                    return;
                }
            }
        }
        // One of the two has ended: what the other still has follows, and one of these is empty.
        for value in a.iter().chain(b.iter()) {
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}
