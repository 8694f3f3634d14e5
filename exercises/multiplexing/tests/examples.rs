//! Visible examples, on real threads: `cargo test -p multiplexing`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules and in virtual time: `cargo run check multiplexing`.

use crossbeam_channel::{Receiver, unbounded};
use multiplexing::{Event, merge, multiplex, prioritised, strictly_prioritised, with_heartbeat};
use std::thread;
use std::time::{Duration, Instant};

/// The next value, or `None` if the stream is closed. Panics if nothing happens for 5 seconds.
fn next<T>(stream: &Receiver<T>) -> Option<T> {
    match stream.recv_timeout(Duration::from_secs(5)) {
        Ok(value) => Some(value),
        Err(error) if error.is_disconnected() => None,
        Err(_) => panic!("neither a value nor the end within 5 seconds"),
    }
}

/// Everything that comes until the stream closes.
fn collect<T>(stream: &Receiver<T>) -> Vec<T> {
    std::iter::from_fn(|| next(stream)).collect()
}

/// A closed stream that holds `values`.
fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        sender.send(value).expect("the receiver is still here");
    }
    receiver
}

/// Gives the threads behind `stream` time to take what they take before anybody reads.
fn at_rest<T>(stream: Receiver<T>) -> Receiver<T> {
    thread::sleep(Duration::from_millis(50));
    stream
}

#[test]
fn merge_keeps_the_order_of_each_side() {
    let merged = collect(&merge(stream([1, 2, 3]), stream([10, 20])));
    let (small, large): (Vec<i32>, Vec<i32>) = merged.into_iter().partition(|value| *value < 10);
    assert_eq!((small, large), (vec![1, 2, 3], vec![10, 20]));
}

#[test]
fn merge_goes_on_with_one_side() {
    let (sender, receiver) = unbounded();
    let merged = merge(stream([]), receiver);
    for number in 1..=3 {
        sender.send(number).expect("somebody reads");
        assert_eq!(next(&merged), Some(number));
    }
    drop(sender);
    assert_eq!(next(&merged), None);
}

#[test]
fn multiplex_tells_where_it_came_from() {
    let mut all = collect(&multiplex(vec![
        stream(["a", "b"]),
        stream([]),
        stream(["c"]),
    ]));
    all.sort_unstable();
    assert_eq!(all, [(0, "a"), (0, "b"), (2, "c")]);
    assert_eq!(collect(&multiplex::<u8>(Vec::new())), []);
}

#[test]
fn prioritised_lets_at_most_one_pass() {
    let values = prioritised(stream([1, 2]), stream([10, 20, 30]));
    let values = collect(&at_rest(values));
    let first_high = values.iter().position(|value| *value == 1);
    assert!(first_high <= Some(1), "{values:?}");
    assert_eq!(values.len(), 5);
}

#[test]
fn strictly_prioritised_lets_none_pass() {
    let values = strictly_prioritised(stream([1, 2]), stream([10, 20]));
    let values = collect(&at_rest(values));
    assert_eq!(values, [1, 2, 10, 20]);
}

#[test]
fn heartbeats_come_between_the_values() {
    let period = Duration::from_millis(20);
    let (sender, receiver) = unbounded();
    let start = Instant::now();
    let events = with_heartbeat(receiver, period);
    sender.send('x').expect("somebody reads");
    assert_eq!(next(&events), Some(Event::Value('x')));
    assert_eq!(next(&events), Some(Event::Beat));
    assert_eq!(next(&events), Some(Event::Beat));
    assert!(start.elapsed() >= 2 * period);
    drop(sender);
    assert!(collect(&events).len() <= 1);
}
