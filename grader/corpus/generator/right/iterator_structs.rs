//@ expect: full
//! Iterators as types of their own, sent by one helper with `try_for_each`.

use crossbeam_channel::{Receiver, bounded};
use std::thread;

struct Odds {
    next: Option<u64>,
    max: u64,
}

impl Iterator for Odds {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let number = self.next.filter(|&number| number <= self.max)?;
        self.next = number.checked_add(2);
        Some(number)
    }
}

struct Fibonacci {
    current: Option<u64>,
    next: Option<u64>,
}

impl Iterator for Fibonacci {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let number = self.current?;
        let sum = self.next.and_then(|next| number.checked_add(next));
        self.current = std::mem::replace(&mut self.next, sum);
        Some(number)
    }
}

struct Source<F>(F);

impl<T, F: FnMut() -> Option<T>> Iterator for Source<F> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        (self.0)()
    }
}

struct Zip<A, B, F> {
    a: Receiver<A>,
    b: Receiver<B>,
    f: F,
}

impl<A, B, C, F: FnMut(A, B) -> C> Iterator for Zip<A, B, F> {
    type Item = C;

    fn next(&mut self) -> Option<C> {
        // `b` first: the contract leaves open which one is asked first.
        let y = self.b.recv().ok()?;
        let x = self.a.recv().ok()?;
        Some((self.f)(x, y))
    }
}

enum Interleave<T> {
    Both {
        turn: Receiver<T>,
        other: Receiver<T>,
    },
    One(Receiver<T>),
    Ended,
}

impl<T> Iterator for Interleave<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            match std::mem::replace(self, Interleave::Ended) {
                Interleave::Both { turn, other } => match turn.recv() {
                    Ok(value) => {
                        *self = Interleave::Both {
                            turn: other,
                            other: turn,
                        };
                        return Some(value);
                    }
                    Err(_) => *self = Interleave::One(other),
                },
                Interleave::One(rest) => {
                    let value = rest.recv().ok()?;
                    *self = Interleave::One(rest);
                    return Some(value);
                }
                Interleave::Ended => return None,
            }
        }
    }
}

pub fn odds(max: u64) -> Receiver<u64> {
    send_all(0, Odds { next: Some(1), max })
}

pub fn fibonacci() -> Receiver<u64> {
    send_all(
        0,
        Fibonacci {
            current: Some(0),
            next: Some(1),
        },
    )
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    send_all(ahead, Source(next))
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    send_all(0, Zip { a, b, f })
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    send_all(0, Interleave::Both { turn: a, other: b })
}

fn send_all<T, I>(capacity: usize, mut values: I) -> Receiver<T>
where
    T: Send + 'static,
    I: Iterator<Item = T> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    thread::Builder::new()
        .name("generator".into())
        .spawn(move || values.try_for_each(|value| sender.send(value)).ok())
        .expect("the system has room for a thread");
    receiver
}
