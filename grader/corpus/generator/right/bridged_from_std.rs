//@ expect: full
//! The values are made behind a channel of `std::sync::mpsc` and carried over into crossbeam's. The
//! carrier holds one value more, so the figures are kept by counting what has been handed over.

use crossbeam_channel::{Receiver, bounded};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let mut number = 0_u64;
    bridge(1, move || {
        number = number.checked_add(if number == 0 { 1 } else { 2 })?;
        (number <= max).then_some(number)
    })
}

pub fn fibonacci() -> Receiver<u64> {
    let (mut current, mut next) = (Some(0_u64), Some(1_u64));
    bridge(1, move || {
        let number = current?;
        let sum = next.and_then(|next| next.checked_add(number));
        current = std::mem::replace(&mut next, sum);
        Some(number)
    })
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    bridge(ahead + 1, next)
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    bridge(1, move || {
        a.recv().ok().zip(b.recv().ok()).map(|(x, y)| f(x, y))
    })
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let mut turns = (a.into_iter(), b.into_iter());
    bridge(1, move || {
        let value = turns.0.next().or_else(|| turns.1.next())?;
        std::mem::swap(&mut turns.0, &mut turns.1);
        Some(value)
    })
}

/// How many values have been made and not yet been handed over; wakes whoever waits for room.
#[derive(Default)]
struct Underway {
    count: Mutex<usize>,
    changed: Condvar,
}

fn bridge<T, F>(limit: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let (made, to_carry) = sync_channel(limit);
    let (sender, receiver) = bounded(0);
    let underway = Arc::new(Underway::default());

    let handed_over = Arc::clone(&underway);
    thread::spawn(move || {
        loop {
            let mut count = underway.count.lock().unwrap();
            while *count >= limit {
                count = underway.changed.wait(count).unwrap();
            }
            *count += 1;
            drop(count);
            let Some(value) = next() else { return };
            if made.send(value).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        let all = to_carry.iter().try_for_each(|value| {
            sender.send(value)?;
            *handed_over.count.lock().unwrap() -= 1;
            handed_over.changed.notify_one();
            Ok::<_, crossbeam_channel::SendError<T>>(())
        });
        if all.is_err() {
            // The reader has left: let the maker come to its failing send.
            drop(to_carry);
            *handed_over.count.lock().unwrap() = 0;
            handed_over.changed.notify_one();
        }
    });
    receiver
}
