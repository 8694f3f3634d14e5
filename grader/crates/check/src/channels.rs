//! Receiving from the channels that the code under test hands out.

use crate::expect::{fail, fail_with, figure, show};
use crate::observe::settle;
use crate::simulated::during;
use sim_crossbeam_channel::{Receiver, TryRecvError};
use std::fmt::Debug;
use wire::Code;

/// The next value. Closed instead: `early-close`.
#[track_caller]
pub fn receive<T>(what: &str, stream: &Receiver<T>) -> T {
    match stream.recv() {
        Ok(value) => value,
        Err(_) => fail(
            Code::EarlyClose,
            format!("{what} was closed before its next value came"),
        ),
    }
}

/// The next `n` values.
#[track_caller]
pub fn receive_n<T>(what: &str, stream: &Receiver<T>, n: usize) -> Vec<T> {
    let mut values = Vec::new();
    while values.len() < n {
        values.push(receive(what, stream));
    }
    values
}

/// All values until the stream is closed. Never closed: `missing-close`.
#[track_caller]
pub fn drain<T>(what: &str, stream: &Receiver<T>) -> Vec<T> {
    during(Code::MissingClose, what, || {
        let mut values = Vec::new();
        while let Ok(value) = stream.recv() {
            values.push(value);
        }
        values
    })
}

/// As [`drain`], of a stream that has at most `n` values; more are a `wrong-value`.
#[track_caller]
pub fn drain_at_most<T: Debug>(what: &str, stream: &Receiver<T>, n: usize) -> Vec<T> {
    during(Code::MissingClose, what, || {
        let mut values = Vec::new();
        while let Ok(value) = stream.recv() {
            if values.len() == n {
                fail_with(
                    Code::WrongValue,
                    format!("{what} goes on, though no more should come"),
                    vec![
                        figure("the most that the check takes", n.to_string()),
                        figure("then came", show(&value)),
                    ],
                );
            }
            values.push(value);
        }
        values
    })
}

/// The stream is closed as soon as everybody has moved as far as they can.
#[track_caller]
pub fn expect_closed<T: Debug>(what: &str, stream: &Receiver<T>) {
    settle();
    match stream.try_recv() {
        Err(TryRecvError::Disconnected) => {}
        Err(TryRecvError::Empty) => fail(Code::MissingClose, format!("{what} is still open")),
        Ok(value) => fail_with(
            Code::WrongValue,
            format!("{what} should be closed, and still has a value"),
            vec![figure("the value", show(&value))],
        ),
    }
}

/// The stream is open and has no value, when everybody has moved as far as they can.
#[track_caller]
pub fn expect_open_and_empty<T: Debug>(what: &str, stream: &Receiver<T>) {
    settle();
    match stream.try_recv() {
        Err(TryRecvError::Empty) => {}
        Err(TryRecvError::Disconnected) => {
            fail(Code::EarlyClose, format!("{what} is closed already"));
        }
        Ok(value) => fail_with(
            Code::WrongValue,
            format!("{what} should have no value yet"),
            vec![figure("the value", show(&value))],
        ),
    }
}
