//@ expect: early-close in fibonacci/begins_with_zero_and_one
//@ expect: lost-item in odds/counts_up_in_twos
//@ expect: lost-item in odds/stops_at_max
//@ expect: lost-item in fibonacci/ends_with_the_last_that_fits
//@ expect: lost-item in generate/passes_on_every_value
//@ expect: lost-item in generate/works_with_any_lookahead
//@ expect: lost-item in zip_with/combines_pairs_in_order
//@ expect: lost-item in zip_with/ends_with_the_shorter
//@ expect: lost-item in interleave/takes_turns_beginning_with_a
//@ expect: lost-item in interleave/the_rest_follows
//@ points: 0
//! Does nothing: every stream is closed from the beginning. It compiles, it never hangs, and it
//! earns nothing.

use crossbeam_channel::{Receiver, bounded};

pub fn odds(max: u64) -> Receiver<u64> {
    let _ = max;
    bounded(0).1
}

pub fn fibonacci() -> Receiver<u64> {
    bounded(0).1
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let _ = (ahead, next);
    bounded(0).1
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    let _ = (a, b, f);
    bounded(0).1
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (a, b);
    bounded(0).1
}
