//@ expect: full
//! Inputs are taken in whatever order they deliver, with `select!` into one slot each; the end of
//! either is noticed at once, which is sooner than the contract demands.

use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || (1..=max).step_by(2).all(|number| send(&sender, number)));
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut a, mut b) = (0_u64, 1_u64);
        // Sent two at a time: F(92) and F(93) are the last pair.
        while send(&sender, a) && send(&sender, b) {
            let Some(sum) = a.checked_add(b) else { return };
            a = sum;
            b += sum;
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
            select! {
                send(sender, value) -> sent => if sent.is_err() { return },
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
        loop {
            // Whichever comes first is kept, then only the other is waited for.
            let (x, y) = select! {
                recv(a) -> x => {
                    let Ok(x) = x else { return };
                    let Ok(y) = b.recv() else { return };
                    (x, y)
                }
                recv(b) -> y => {
                    let Ok(y) = y else { return };
                    let Ok(x) = a.recv() else { return };
                    (x, y)
                }
            };
            if !send(&sender, f(x, y)) {
                return;
            }
        }
    });
    receiver
}

pub fn interleave<T>(mut a: Receiver<T>, mut b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut from_a, mut from_b): (Option<T>, Option<T>) = (None, None);
        let (mut a_ended, mut b_ended) = (false, false);
        let mut turn_of_a = true;
        loop {
            let chosen = match (
                turn_of_a,
                a_ended && from_a.is_none(),
                b_ended && from_b.is_none(),
            ) {
                (_, true, true) => return,
                (true, false, _) | (false, false, true) => from_a.take(),
                _ => from_b.take(),
            };
            if let Some(value) = chosen {
                if !send(&sender, value) {
                    return;
                }
                turn_of_a = !turn_of_a;
                continue;
            }
            // A slot that is full needs nothing: as with a nil channel in Go, nothing comes from
            // it.
            let (want_a, want_b) = (slot_of(&a, &from_a), slot_of(&b, &from_b));
            select! {
                recv(want_a) -> value => match value {
                    Ok(value) => from_a = Some(value),
                    Err(_) => (a_ended, a) = (true, never()),
                },
                recv(want_b) -> value => match value {
                    Ok(value) => from_b = Some(value),
                    Err(_) => (b_ended, b) = (true, never()),
                },
            }
        }
    });
    receiver
}

fn slot_of<T>(input: &Receiver<T>, slot: &Option<T>) -> Receiver<T> {
    if slot.is_none() {
        input.clone()
    } else {
        never()
    }
}

fn send<T>(sender: &Sender<T>, value: T) -> bool {
    sender.send(value).is_ok()
}
