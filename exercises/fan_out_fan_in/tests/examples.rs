//! Visible examples, on real threads: `cargo test -p fan_out_fan_in`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check fan_out_fan_in`.

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, unbounded};
use fan_out_fan_in::{fan_in, fan_out, process_all, process_ordered, word_count};
use std::sync::{Arc, Barrier};
use std::time::Duration;

/// A closed stream that holds `values`.
fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        assert!(sender.send(value).is_ok(), "the receiver is still here");
    }
    receiver
}

/// The next value, or `None` if the stream is closed. Panics if nothing happens for 5 seconds.
fn next<T>(stream: &Receiver<T>) -> Option<T> {
    match stream.recv_timeout(Duration::from_secs(5)) {
        Ok(value) => Some(value),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("neither a value nor the end within 5 seconds"),
    }
}

/// Everything up to the end of the stream.
fn all<T>(stream: &Receiver<T>) -> Vec<T> {
    std::iter::from_fn(|| next(stream)).collect()
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values
}

#[test]
fn fan_in_sends_everything_and_closes() {
    let merged = fan_in(vec![stream([1, 2]), stream([10]), stream([])]);
    assert_eq!(sorted(all(&merged)), [1, 2, 10]);
    assert_eq!(next(&fan_in::<i32>(vec![])), None);
}

#[test]
fn fan_in_does_not_wait_for_a_silent_input() {
    let (silent, input) = unbounded();
    let merged = fan_in(vec![input, stream(["here"])]);
    assert_eq!(next(&merged), Some("here"));
    silent.send("at last").expect("somebody listens");
    assert_eq!(next(&merged), Some("at last"));
    drop(silent);
    assert_eq!(next(&merged), None);
}

#[test]
fn fan_out_gives_each_worker_a_stream() {
    let streams = fan_out(stream(1..=20), 3, |number| number * number);
    assert_eq!(streams.len(), 3);
    // One after the other: no worker waits for the reader of another.
    let squares = streams.iter().flat_map(all).collect();
    let want: Vec<i32> = (1..=20).map(|number| number * number).collect();
    assert_eq!(sorted(squares), want);
}

#[test]
fn fan_out_survives_a_panic() {
    let streams = fan_out(stream([2, 0, 5]), 1, |divisor| 10 / divisor);
    assert_eq!(all(&streams[0]), [5, 2]);
}

#[test]
fn fan_out_ends_when_its_readers_leave() {
    let (sender, input) = bounded(0);
    drop(fan_out(input, 2, |item: u32| item));
    // Each worker finds out with its next items; then nobody is left who could take another.
    let taken = (0..100).take_while(|item| sender.send(*item).is_ok());
    assert!(taken.count() <= 5);
}

#[test]
fn process_all_returns_every_result() {
    let lengths = process_all(vec!["out", "and", "back", "in"], 2, str::len);
    assert_eq!(sorted(lengths), [2, 3, 3, 4]);
}

#[test]
fn process_all_uses_all_workers_at_once() {
    // Nobody passes the barrier before two have come.
    let barrier = Arc::new(Barrier::new(2));
    let results = process_all(vec![(), ()], 2, move |()| barrier.wait().is_leader());
    assert_eq!(sorted(results), [false, true]);
}

#[test]
fn process_all_passes_a_panic_on() {
    let broken = std::panic::catch_unwind(|| process_all(vec![1, 0], 2, |divisor| 10 / divisor));
    assert!(broken.is_err());
}

#[test]
fn word_count_counts_over_all_documents() {
    let documents = ["the cat and the dog", "The dog"].map(String::from);
    let counts = word_count(&documents);
    assert_eq!(counts["the"], 2);
    assert_eq!(counts["The"], 1);
    assert_eq!(counts["dog"], 2);
    assert_eq!(counts.len(), 5);
}

#[test]
fn process_ordered_keeps_the_order() {
    let results = process_ordered(stream([30, 1, 10]), 3, |pause| {
        std::thread::sleep(Duration::from_millis(pause));
        pause
    });
    assert_eq!(all(&results), [30, 1, 10]);
}

#[test]
fn process_ordered_leaves_out_what_panics() {
    let results = process_ordered(stream([1, 0, 5]), 2, |divisor| 10 / divisor);
    assert_eq!(all(&results), [10, 2]);
}

#[test]
fn process_ordered_does_not_run_ahead_for_ever() {
    let input = stream(0..100);
    let watch = input.clone();
    let results = process_ordered(input, 2, |item| item);
    assert_eq!(next(&results), Some(0));
    // However much later one looks: 1 received, and at most 2 * 2 + 2 ahead of it.
    std::thread::sleep(Duration::from_millis(20));
    assert!(100 - watch.len() <= 1 + 6);
}
