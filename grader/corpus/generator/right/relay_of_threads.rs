//@ expect: full
//! Recursive: each thread sends one value and starts its successor, which inherits the sender.
//! Costly, and within the contract: at any moment at most one of them is at work.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    let mut numbers = (1..=max).step_by(2);
    relay(sender, move || numbers.next());
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    let mut upcoming = (Some(0_u64), Some(1_u64));
    relay(sender, move || {
        let (current, next) = upcoming;
        let sum = current
            .zip(next)
            .and_then(|(current, next)| current.checked_add(next));
        upcoming = (next, sum);
        current
    });
    receiver
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let (sender, receiver) = bounded(ahead);
    relay(sender, next);
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
    relay(sender, move || Some(f(a.recv().ok()?, b.recv().ok()?)));
    receiver
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, receiver) = bounded(0);
    pass_on(sender, a, b);
    receiver
}

fn relay<T, F>(sender: Sender<T>, mut next: F)
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    thread::spawn(move || {
        if let Some(value) = next()
            && sender.send(value).is_ok()
        {
            relay(sender, next);
        }
    });
}

/// The turns need no flag: the successor gets the inputs the other way round.
fn pass_on<T: Send + 'static>(sender: Sender<T>, turn: Receiver<T>, other: Receiver<T>) {
    thread::spawn(move || {
        if let Ok(value) = turn.recv().or_else(|_| other.recv())
            && sender.send(value).is_ok()
        {
            pass_on(sender, other, turn);
        }
    });
}
