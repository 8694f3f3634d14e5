//! Visible examples, on real threads: `cargo test -p producer_consumer`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check producer_consumer`.

use producer_consumer::{BoundedBuffer, Closed, run, transfer};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

#[test]
fn transfer_keeps_the_order() {
    let mut consumed = Vec::new();
    transfer(1..=5, 2, |item| consumed.push(item));
    assert_eq!(consumed, [1, 2, 3, 4, 5]);
}

#[test]
fn transfer_may_borrow_and_hand_over_directly() {
    let text = String::from("one after the other");
    let mut letters = 0;
    transfer(text.split(' '), 0, |word| letters += word.len());
    assert_eq!(letters, 16);
}

#[test]
fn transfer_passes_a_panic_on() {
    let result = catch_unwind(AssertUnwindSafe(|| {
        transfer(1.., 1, |item| {
            assert!(item < 3, "the consumer has had enough");
        });
    }));
    assert!(result.is_err());
}

#[test]
fn the_buffer_is_a_queue() {
    let buffer = BoundedBuffer::new(3);
    for item in ["a", "b", "c"] {
        assert_eq!(buffer.put(item), Ok(()));
    }
    assert_eq!(buffer.len(), 3);
    assert_eq!(buffer.take(), Some("a"));
    assert_eq!(buffer.take(), Some("b"));
    assert_eq!(buffer.len(), 1);
}

#[test]
fn a_full_buffer_makes_its_producer_wait() {
    let buffer = BoundedBuffer::new(1);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 1..=100 {
                assert_eq!(buffer.put(item), Ok(()));
            }
            buffer.close();
        });
        let mut sum = 0;
        while let Some(item) = buffer.take() {
            assert!(buffer.len() <= 1);
            sum += item;
        }
        assert_eq!(sum, 5_050);
    });
}

#[test]
fn closing_ends_the_waiting() {
    let buffer = BoundedBuffer::new(1);
    assert_eq!(buffer.put(1), Ok(()));
    thread::scope(|scope| {
        let waiting = scope.spawn(|| buffer.put(2));
        buffer.close();
        assert_eq!(waiting.join().expect("it does not panic"), Err(Closed(2)));
    });
    assert_eq!(buffer.put(3), Err(Closed(3)));
    assert_eq!(buffer.take(), Some(1));
    assert_eq!(buffer.take(), None);
}

#[test]
fn take_many_takes_what_is_there() {
    let buffer = BoundedBuffer::new(4);
    for item in 1..=4 {
        assert_eq!(buffer.put(item), Ok(()));
    }
    assert_eq!(buffer.take_many(3), [1, 2, 3]);
    assert_eq!(buffer.take_many(3), [4]);
    buffer.close();
    assert_eq!(buffer.take_many(3), []);
}

#[test]
fn run_consumes_everything() {
    let (sender, receiver) = mpsc::channel();
    let consumer = || {
        let sender = sender.clone();
        move |item| sender.send(item).expect("the receiver is still here")
    };
    let report = run(vec![0..50, 100..150], vec![consumer(), consumer()], 4);
    assert_eq!(report.items, 100);
    assert!((1..=4).contains(&report.high_water));
    let mut all: Vec<i32> = receiver.try_iter().collect();
    all.sort_unstable();
    assert_eq!(all, (0..50).chain(100..150).collect::<Vec<_>>());
}
