//@ expect: full
//! Back-pressure by tickets: the values travel through unbounded channels, and each needs a ticket
//! that comes back when the value has been handed over.

use crossbeam_channel::{Receiver, bounded, unbounded};
use std::{iter, thread};

pub fn odds(max: u64) -> Receiver<u64> {
    with_tickets(1, (1..=max).step_by(2))
}

pub fn fibonacci() -> Receiver<u64> {
    let pairs = iter::successors(Some((0_u64, Some(1_u64))), |&(current, next)| {
        next.map(|next| (next, current.checked_add(next)))
    });
    with_tickets(1, pairs.map(|(current, _)| current))
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    with_tickets(ahead + 1, iter::from_fn(next))
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    with_tickets(
        2,
        iter::from_fn(move || Some(f(a.recv().ok()?, b.recv().ok()?))),
    )
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let mut turns = [a, b];
    with_tickets(
        2,
        iter::from_fn(move || {
            let value = turns[0].recv().or_else(|_| turns[1].recv()).ok();
            turns.reverse();
            value
        }),
    )
}

/// One thread makes values, as many as there are tickets; another hands them over and returns
/// tickets.
fn with_tickets<T, I>(count: usize, mut values: I) -> Receiver<T>
where
    T: Send + 'static,
    I: Iterator<Item = T> + Send + 'static,
{
    let (give_back, tickets) = unbounded();
    for _ in 0..count {
        give_back.send(()).expect("`tickets` is here");
    }
    let (made, waiting) = unbounded();
    let (sender, receiver) = bounded(0);

    thread::spawn(move || {
        while tickets.recv().is_ok() {
            let Some(value) = values.next() else { return };
            if made.send(value).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        for value in waiting {
            if sender.send(value).is_err() {
                return;
            }
            // The maker may have ended by now and need no tickets any more.
            let _ = give_back.send(());
        }
    });
    receiver
}
