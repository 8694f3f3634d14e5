//@ expect: wrong-order in generate/passes_on_every_value
//@ expect: wrong-order in generate/works_with_any_lookahead
//@ points: 65
//! Two threads share the source behind a mutex and send what they get: between asking and sending
//! they overtake each other. (Go study: non-blocking, traditional.)

use crossbeam_channel::{Receiver, bounded};
use std::sync::{Arc, Mutex};
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
    let source = Arc::new(Mutex::new((false, move || next())));
    for _ in 0..2 {
        let (sender, source) = (sender.clone(), Arc::clone(&source));
        thread::spawn(move || {
            loop {
                let mut guard = source.lock().unwrap();
                let (ended, next) = &mut *guard;
                let value = if *ended { None } else { next() };
                *ended |= value.is_none();
                drop(guard);
                let Some(value) = value else { return };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
    }
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
