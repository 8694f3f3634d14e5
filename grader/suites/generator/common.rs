//! What the suites of `generator` share: inputs that are already there, sources that count their
//! calls, and readings of how far a stream ran ahead.

use check::prelude::*;

/// A stream that holds `values` and is closed behind them.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    receiver
}

/// Sends 1, 2, 3, … from a thread of its own until nobody reads any more.
pub fn endless() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    std::thread::spawn(move || (1..).try_for_each(|number| sender.send(number)));
    receiver
}

/// A source of 1, 2, …, `last` and then `None`, which counts how often it is called.
pub fn count_to(
    last: usize,
    calls: &Count,
) -> impl FnMut() -> Option<usize> + Send + use<> + 'static {
    let calls = calls.clone();
    move || {
        calls.add();
        let number = calls.get();
        (number <= last).then_some(number)
    }
}

/// `source`, slowed down: every value takes `each` to make, the end takes no time.
pub fn slowly<T>(
    each: Duration,
    mut source: impl FnMut() -> Option<T> + Send + 'static,
) -> impl FnMut() -> Option<T> + Send + 'static {
    move || {
        let value = source()?;
        std::thread::sleep(each);
        Some(value)
    }
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

/// At rest, at most two values of `input` may have been taken beyond the `used` ones: one in hand,
/// one in a result that waits in the output. `input` is a clone of the input, which held `total`.
#[track_caller]
pub fn expect_in_hand<T>(what: &str, input: &Receiver<T>, total: usize, used: usize) {
    settle();
    let taken = total - input.len();
    expect(
        taken <= used + 2,
        Code::NotLazy,
        format!(
            "{what}: {taken} values were taken from the input while the reader had received {used} \
             of them; at most one more may wait in the output and one be in hand"
        ),
    );
}
