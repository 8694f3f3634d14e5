//@ expect: not-lazy in odds/stays_near_its_reader
//@ expect: endless-computation in odds/ends_when_the_reader_leaves
//@ expect: not-lazy in fibonacci/at_most_one_number_waits
//@ expect: not-lazy in generate/stays_ahead_as_asked
//@ expect: panic in generate/a_panic_ends_the_stream
//@ expect: too-late in generate/hands_on_each_value_as_it_is_made
//@ expect: not-concurrent in generate/overlaps_with_its_reader
//@ expect: not-lazy in zip_with/takes_no_more_than_it_needs
//@ expect: livelock in zip_with/ends_when_the_reader_leaves
//@ expect: panic in zip_with/a_panic_ends_the_stream
//@ expect: too-late in zip_with/hands_on_each_pair_as_it_is_complete
//@ expect: deadlock in interleave/waits_for_whose_turn_it_is
//@ expect: not-lazy in interleave/takes_no_more_than_it_needs
//@ expect: livelock in interleave/ends_when_the_reader_leaves
//@ expect: too-late in interleave/waits_quietly_for_the_rest
//@ points: 54
//! No concurrency at all: every function works in its caller, collects everything and returns a
//! channel that is full and closed. The values are right; that they are made on demand was the
//! point.

use crossbeam_channel::{Receiver, unbounded};
use std::{iter, mem};

/// A closed stream that holds `values`.
fn filled<T>(values: impl Iterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        if sender.send(value).is_err() {
            break;
        }
    }
    receiver
}

pub fn odds(max: u64) -> Receiver<u64> {
    filled((1..=max).step_by(2))
}

pub fn fibonacci() -> Receiver<u64> {
    let pairs = iter::successors(Some((0_u64, Some(1_u64))), |&(current, next)| {
        next.map(|next| (next, current.checked_add(next)))
    });
    filled(pairs.map(|(current, _)| current))
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let _ = ahead;
    filled(iter::from_fn(next))
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    filled(a.iter().zip(b.iter()).map(|(x, y)| f(x, y)))
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (mut turn, mut other) = (a.iter(), b.iter());
    filled(iter::from_fn(|| {
        let value = turn.next().or_else(|| other.next());
        mem::swap(&mut turn, &mut other);
        value
    }))
}
