//! What the suites of `multiplexing` share: inputs, and readings of how much was taken from them.

use check::prelude::*;

/// So many milliseconds.
pub const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// An open input that holds `values`, with its sender.
pub fn open<T>(values: impl IntoIterator<Item = T>) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    (sender, receiver)
}

/// An input that holds `values` and is closed behind them.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    open(values).1
}

/// An input on which values come, each after a pause; after the last one it closes.
pub fn paced<T: Send + 'static>(values: impl IntoIterator<Item = (Duration, T)>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    let values: Vec<_> = values.into_iter().collect();
    std::thread::spawn(move || {
        for (pause, value) in values {
            std::thread::sleep(pause);
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Sends `value` from a thread of its own until nobody reads any more.
pub fn endless<T: Copy + Send + 'static>(value: T) -> Receiver<T> {
    let (sender, receiver) = bounded(0);
    std::thread::spawn(move || while sender.send(value).is_ok() {});
    receiver
}

/// At rest, at most two values may have been taken from an input beyond the `received` ones. `input` is a
/// clone of the input, which held `total`.
pub fn expect_near<T>(what: &str, input: &Receiver<T>, total: usize, received: usize) {
    settle();
    let taken = total - input.len();
    expect(
        taken <= received + 2,
        Code::NotLazy,
        format!(
            "{what}: {taken} values were taken while the consumer had received {received} of them; at most two more may be taken"
        ),
    );
}

/// The value, if it is one of the first side's.
pub fn small(value: &u32) -> Option<u32> {
    (*value < 100).then_some(*value)
}

/// The value, if it is one of the second side's.
pub fn large(value: &u32) -> Option<u32> {
    (*value >= 100).then_some(*value)
}

/// The items below `limit` and the others, each in their order.
pub fn sides(all: &[u32], limit: u32) -> (Vec<u32>, Vec<u32>) {
    all.iter().partition(|value| **value < limit)
}
