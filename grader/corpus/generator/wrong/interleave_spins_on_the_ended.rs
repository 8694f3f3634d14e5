//@ expect: busy-wait in interleave/waits_quietly_for_the_rest
//@ points: 97
//! `select!` over both inputs keeps choosing the closed one, which is always ready: in Go, a closed
//! channel that was not set to `nil`.

use crossbeam_channel::{Receiver, bounded, never, select};
use std::thread;

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
    thread::spawn(move || {
        let (mut from_a, mut from_b) = (None, None);
        let (mut a_ended, mut b_ended) = (false, false);
        let mut turn_of_a = true;
        loop {
            let a_is_next =
                (turn_of_a || (b_ended && from_b.is_none())) && !(a_ended && from_a.is_none());
            let slot = if a_is_next { &mut from_a } else { &mut from_b };
            if let Some(value) = slot.take() {
                if sender.send(value).is_err() {
                    return;
                }
                turn_of_a = !a_is_next;
                continue;
            }
            if a_ended && b_ended {
                return;
            }
            select! {
                recv(if from_a.is_none() { a.clone() } else { never() }) -> value => match value {
                    Ok(value) => from_a = Some(value),
                    Err(_) => a_ended = true,
                },
                recv(if from_b.is_none() { b.clone() } else { never() }) -> value => match value {
                    Ok(value) => from_b = Some(value),
                    Err(_) => b_ended = true,
                },
            }
        }
    });
    receiver
}
