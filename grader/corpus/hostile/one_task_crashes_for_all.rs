//@ expect: crash in odds/counts_up_in_twos
//@ expect: crash in odds/stops_at_max
//@ topic: generator
//@ points: 90
//! One task ends the process in a way that nothing can catch; the four others are solved and keep their
//! points.

use crossbeam_channel::{Receiver, bounded};
use std::{iter, mem, thread};

/// The odd numbers up to `max`, in order: 1, 3, 5, …
#[must_use]
pub fn odds(max: u64) -> Receiver<u64> {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("again");
        }
    }
    let _bomb = Bomb;
    panic!("{max}");
}

/// The Fibonacci numbers from F(0) to F(93), the last one that fits into a `u64`.
#[must_use]
pub fn fibonacci() -> Receiver<u64> {
    // The second of the pair is `None` once it no longer fits: its first is the last number to
    // send.
    let pairs = iter::successors(Some((0_u64, Some(1_u64))), |&(current, next)| {
        let next = next?;
        Some((next, current.checked_add(next)))
    });
    stream(0, pairs.map(|(current, _)| current))
}

/// What `next` returns, until it returns `None`; `ahead` values are made before they are asked for.
#[must_use]
pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    // `for` asks once more after each value and never again after `None`, as the contract wants.
    stream(ahead, iter::from_fn(next))
}

/// `f` of the first of `a` and the first of `b`, then of the second ones, until either has ended.
#[must_use]
pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    // Both inputs move into the thread: when it ends they are dropped, and so their senders learn
    // that nobody reads the rest of the longer one.
    stream(0, iter::zip(a, b).map(move |(x, y)| f(x, y)))
}

/// The values of `a` and `b` by turns, `a` first; when one has ended, the rest of the other.
#[must_use]
pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let mut turn = a.into_iter();
    let mut other = b.into_iter();
    stream(
        0,
        iter::from_fn(move || {
            let value = turn.next().or_else(|| other.next());
            // After the first end this swaps in vain: the closed one answers `None` at once.
            mem::swap(&mut turn, &mut other);
            value
        }),
    )
}

/// Sends `values` from a thread of its own; `capacity` of them may wait for the reader.
fn stream<T, I>(capacity: usize, values: I) -> Receiver<T>
where
    T: Send + 'static,
    I: Iterator<Item = T> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    // The thread is detached: its end is the end of the stream, and nobody has to join it.
    thread::spawn(move || {
        for value in values {
            if sender.send(value).is_err() {
                return; // The reader has left.
            }
        }
    });
    receiver
}
