//@ expect: deadlock in fibonacci/begins_with_zero_and_one
//@ expect: missing-close in odds/counts_up_in_twos
//@ expect: missing-close in odds/stops_at_max
//@ expect: missing-close in fibonacci/ends_with_the_last_that_fits
//@ expect: missing-close in generate/passes_on_every_value
//@ expect: missing-close in generate/works_with_any_lookahead
//@ expect: missing-close in zip_with/combines_pairs_in_order
//@ expect: missing-close in zip_with/ends_with_the_shorter
//@ expect: missing-close in interleave/takes_turns_beginning_with_a
//@ expect: missing-close in interleave/the_rest_follows
//@ points: 0
//! Does nothing, the other way: streams on which nothing ever comes.

use crossbeam_channel::{Receiver, never};

pub fn odds(max: u64) -> Receiver<u64> {
    let _ = max;
    never()
}

pub fn fibonacci() -> Receiver<u64> {
    never()
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let _ = (ahead, next);
    never()
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    let _ = (a, b, f);
    never()
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let _ = (a, b);
    never()
}
