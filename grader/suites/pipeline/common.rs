//! What the suites of `pipeline` share: inputs that are there already, inputs that come bit by bit,
//! and readings of how far a stage ran ahead.

use check::prelude::*;
use std::thread;

/// What a stage of this suite's takes.
pub const SECOND: Duration = Duration::from_secs(1);

/// A stream that holds `values` and is closed behind them.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    receiver
}

/// Sends 1, 2, …, `last` from a thread of its own as long as somebody reads, and counts what was
/// taken.
pub fn feed(last: i64, taken: &Count) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    let taken = taken.clone();
    thread::spawn(move || {
        for number in 1..=last {
            if sender.send(number).is_err() {
                return;
            }
            taken.add();
        }
    });
    receiver
}

/// Sends `values`, one after each second, and closes after one more second.
pub fn trickle<T: Send + 'static>(
    values: impl IntoIterator<Item = T> + Send + 'static,
) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for value in values {
            thread::sleep(SECOND);
            // If nobody reads any more, that is another check's business.
            let _ = sender.send(value);
        }
        thread::sleep(SECOND);
    });
    receiver
}

/// After everybody has moved as far as they can, no thread is left, and of what a feeder offered no
/// more than `most` values were taken.
pub fn expect_let_go(what: &str, taken: &Count, most: usize) {
    settle();
    let count = taken.get();
    expect(
        count <= most,
        Code::CancellationIgnored,
        format!("{what}: {count} values were taken from the input; nobody needed more than {most}"),
    );
    expect_no_threads(&format!("{what}, and the input's feeder"));
}

/// At rest, at most `limit` values may wait in `stream`.
#[track_caller]
pub fn expect_waiting_at_most<T>(what: &str, stream: &Receiver<T>, limit: usize) {
    settle();
    let waiting = stream.len();
    expect(
        waiting <= limit,
        Code::NotLazy,
        format!(
            "{what}: {waiting} values wait in the channel for their reader; at most {limit} may"
        ),
    );
}

/// At rest, at most `limit` values of an input that held `total` may have been taken beyond the
/// `done` ones. `input` is a clone of the input.
#[track_caller]
pub fn expect_in_hand<T>(what: &str, input: &Receiver<T>, total: usize, done: usize, limit: usize) {
    settle();
    let taken = total - input.len();
    expect(
        taken <= done + limit,
        Code::NotLazy,
        format!(
            "{what}: {taken} values were taken from the input while {done} of them were done with; \
             at most {limit} may be in hand"
        ),
    );
}
