//! Visible examples, on real threads: `cargo test -p pipeline`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under
//! many schedules: `cargo run check pipeline`.

use crossbeam_channel::{Receiver, unbounded};
use pipeline::{Step, double, filter_gt, produce, stage, try_parallel_stage, try_pipeline};
use std::time::Duration;

/// Everything that comes until the stream closes. Panics if nothing happens for 5 seconds.
fn collect<T>(stream: &Receiver<T>) -> Vec<T> {
    let mut values = Vec::new();
    loop {
        match stream.recv_timeout(Duration::from_secs(5)) {
            Ok(value) => values.push(value),
            Err(error) if error.is_disconnected() => return values,
            Err(_) => panic!("neither a value nor the end within 5 seconds"),
        }
    }
}

/// A closed stream that holds `values`.
fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        sender.send(value).expect("the receiver is still here");
    }
    receiver
}

/// A step that halves even numbers and fails on odd ones.
fn halve() -> Step<i64, String> {
    Box::new(|number| match number % 2 {
        0 => Ok(number / 2),
        _ => Err(format!("{number} is odd")),
    })
}

#[test]
fn three_stages_make_a_pipeline() {
    let numbers = produce(vec![4, 5, 6, 9, 1]);
    assert_eq!(collect(&filter_gt(double(numbers), 10)), [12, 18]);
}

#[test]
fn a_stage_changes_every_value() {
    let words = stage(stream([1, 2, 3]), 1, |number| "x".repeat(number));
    assert_eq!(collect(&words), ["x", "xx", "xxx"]);
}

#[test]
fn a_stage_may_keep_state() {
    let mut sum = 0;
    let sums = stage(produce(vec![1, 2, 3, 4]), 0, move |number| {
        sum += number;
        sum
    });
    assert_eq!(collect(&sums), [1, 3, 6, 10]);
}

#[test]
fn what_came_before_a_panic_is_kept() {
    let quotients = stage(stream([6, 3, 0, 2]), 1, |number| {
        6_i32
            .checked_div(number)
            .expect("this panic is part of the example")
    });
    assert_eq!(collect(&quotients), [1, 2]);
}

#[test]
fn a_stream_can_be_left() {
    let numbers = stage(produce((0..1_000).collect()), 2, |number| number + 1);
    assert_eq!(numbers.recv(), Ok(1));
    drop(numbers);
}

#[test]
fn all_items_go_through_all_steps() {
    let quarters = try_pipeline(stream([4, 8, 12]), vec![halve(), halve()]);
    assert_eq!(quarters, Ok(vec![1, 2, 3]));
}

#[test]
fn the_earliest_item_decides() {
    // 2 fails in the second step, 5 in the first one; 2 comes first.
    let quarters = try_pipeline(stream([4, 2, 5, 8]), vec![halve(), halve()]);
    assert_eq!(quarters, Err("1 is odd".to_owned()));
}

#[test]
fn several_workers_keep_the_order() {
    let squares = try_parallel_stage(stream(0..6_u64), 3, |number| {
        std::thread::sleep(Duration::from_millis(6 - number));
        Ok::<_, String>(number * number)
    });
    assert_eq!(collect(&squares), [0, 1, 4, 9, 16, 25].map(Ok));
}

#[test]
fn the_first_error_ends_the_stream() {
    let parsed = try_parallel_stage(stream(["7", "8", "nine", "10"]), 2, str::parse::<u8>);
    let results = collect(&parsed);
    assert_eq!(results[..2], [Ok(7), Ok(8)]);
    assert!(results.len() == 3 && results[2].is_err());
}
