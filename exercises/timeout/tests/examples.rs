//! Visible examples, on real threads: `cargo test -p timeout`.
//!
//! They show what the contracts in `README.md` mean. Real clocks are imprecise, so the limits here
//! are far apart; the grader counts virtual nanoseconds: `cargo run check timeout`.

use crossbeam_channel::{Receiver, unbounded};
use std::thread;
use std::time::{Duration, Instant};
use timeout::{
    CallError, WaitError, call_with_timeout, collect_for, collect_until_idle, first_of, recv_within,
};

/// Soon enough not to bore anybody.
const SHORT: Duration = Duration::from_millis(20);
/// So long that reaching it would mean that something went wrong.
const LONG: Duration = Duration::from_secs(60);

/// A closed stream that holds `values`.
fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        sender.send(value).expect("the receiver is still here");
    }
    receiver
}

/// A call for [`first_of`] that waits until it is told to stop, and then returns `value`.
fn when_told(value: &'static str) -> Call {
    Box::new(move |stop| {
        let told = stop.recv();
        assert!(told.is_err(), "the channel closes, nothing is sent on it");
        value
    })
}

/// A call for [`first_of`].
type Call = Box<dyn FnOnce(Receiver<()>) -> &'static str + Send>;

#[test]
fn recv_within_takes_what_is_there() {
    let (sender, receiver) = unbounded();
    sender.send("hello").expect("the receiver is here");
    assert_eq!(recv_within(&receiver, LONG), Ok("hello"));
    assert_eq!(recv_within(&receiver, SHORT), Err(WaitError::TimedOut));
    drop(sender);
    assert_eq!(recv_within(&receiver, LONG), Err(WaitError::Closed));
}

#[test]
fn collect_for_has_one_deadline() {
    let (sender, receiver) = unbounded();
    for number in 1..=3 {
        sender.send(number).expect("the receiver is here");
    }
    let start = Instant::now();
    assert_eq!(collect_for(&receiver, SHORT), [1, 2, 3]);
    assert!(start.elapsed() >= SHORT);
    assert_eq!(collect_for(&stream([4, 5]), LONG), [4, 5]);
}

#[test]
fn collect_until_idle_ends_in_the_silence() {
    let (sender, receiver) = unbounded();
    for number in 1..=3 {
        sender.send(number).expect("the receiver is here");
    }
    assert_eq!(collect_until_idle(&receiver, SHORT), [1, 2, 3]);
    drop(sender);
    assert_eq!(collect_until_idle(&receiver, LONG), []);
}

#[test]
fn call_with_timeout_does_not_wait_for_ever() {
    assert_eq!(call_with_timeout(|| 6 * 7, LONG), Ok(42));

    let (finish, finished) = unbounded::<()>();
    let late = call_with_timeout(move || finished.recv().is_err(), SHORT);
    assert_eq!(late, Err(CallError::TimedOut));
    drop(finish);

    let broken = call_with_timeout(|| panic!("this panic is part of the example"), LONG);
    assert_eq!(broken, Err::<(), _>(CallError::Panicked));
}

#[test]
fn first_of_takes_the_first_and_stops_the_others() {
    let quick: Call = Box::new(|_stop| {
        thread::sleep(SHORT);
        "quick"
    });
    let broken: Call = Box::new(|_stop| panic!("this panic is part of the example"));
    let calls = vec![when_told("slow"), broken, quick, when_told("slow")];
    assert_eq!(first_of(calls, LONG), Ok("quick"));
}

#[test]
fn first_of_gives_up() {
    let calls = vec![when_told("too late"), when_told("too late")];
    assert_eq!(first_of(calls, SHORT), Err(CallError::TimedOut));
}
