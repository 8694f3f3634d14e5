//@ expect: lost-item in odds/counts_up_in_twos
//@ expect: wrong-value in odds/stops_at_max
//@ expect: duplicated-item in fibonacci/begins_with_zero_and_one
//@ expect: duplicated-item in fibonacci/ends_with_the_last_that_fits
//@ expect: lost-item in generate/passes_on_every_value
//@ expect: lost-item in generate/works_with_any_lookahead
//@ expect: lost-item in zip_with/combines_pairs_in_order
//@ expect: lost-item in zip_with/ends_with_the_shorter
//@ expect: wrong-order in interleave/takes_turns_beginning_with_a
//@ expect: lost-item in interleave/the_rest_follows
//@ points: 0
//! Hard-coded to the visible examples: what they ask for is answered from a table, everything else
//! is passed through as well as the author could without thinking about it.

use crossbeam_channel::{Receiver, bounded, unbounded};
use std::thread;

fn table(numbers: &[u64]) -> Receiver<u64> {
    let (sender, receiver) = unbounded();
    for &number in numbers {
        sender.send(number).unwrap();
    }
    receiver
}

pub fn odds(max: u64) -> Receiver<u64> {
    match max {
        0 => table(&[]),
        3 => table(&[1, 3]),
        5 => table(&[1, 3, 5]),
        10 => table(&[1, 3, 5, 7, 9]),
        _ => table(&[1, 3]),
    }
}

pub fn fibonacci() -> Receiver<u64> {
    let mut numbers = vec![0, 1, 1, 2, 3, 5, 8, 13];
    numbers.resize(93, 0);
    numbers.push(12_200_160_415_121_876_738);
    table(&numbers)
}

pub fn generate<T, F>(ahead: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    // The examples yield three values at most.
    let _ = ahead;
    let (sender, receiver) = bounded(3);
    thread::spawn(move || {
        for _ in 0..3 {
            let Some(value) = next() else { return };
            let _ = sender.try_send(value);
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
    // The examples yield two pairs.
    let (sender, receiver) = bounded(2);
    thread::spawn(move || {
        for _ in 0..2 {
            let (Ok(x), Ok(y)) = (a.recv(), b.recv()) else {
                return;
            };
            let _ = sender.send(f(x, y));
        }
    });
    receiver
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    // The examples have two or three values in `a`, and five or six in all.
    let (sender, receiver) = bounded(6);
    thread::spawn(move || {
        for _ in 0..2 {
            for input in [&a, &b] {
                if let Ok(value) = input.recv() {
                    let _ = sender.send(value);
                }
            }
        }
        for _ in 0..2 {
            if let Ok(value) = b.recv().or_else(|_| a.recv()) {
                let _ = sender.send(value);
            }
        }
    });
    receiver
}
