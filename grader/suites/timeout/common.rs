//! What the suites of `timeout` share: streams whose values come at known moments.

use check::prelude::*;

/// So many milliseconds.
pub const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// The smallest difference that a clock can show.
pub const NANOSECOND: Duration = Duration::from_nanos(1);

/// A stream that holds `values` and is closed behind them.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    receiver
}

/// A stream on which 1, 2, 3, … come, each after a pause; after the last one it closes.
///
/// The pauses are sums, so that the values do not drift: the second comes at the first pause plus
/// the second one after this call.
pub fn paced(pauses: impl IntoIterator<Item = Duration> + Send + 'static) -> Receiver<u32> {
    let (sender, receiver) = unbounded();
    std::thread::spawn(move || {
        for (number, pause) in (1..).zip(pauses) {
            std::thread::sleep(pause);
            if sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

/// What is waiting in `stream` now.
pub fn left_in<T>(stream: &Receiver<T>) -> Vec<T> {
    stream.try_iter().collect()
}

/// Whoever has given up has done so at the limit.
#[track_caller]
pub fn expect_patience(gave_up: bool, time: Duration, limit: Duration) {
    if gave_up {
        expect_took(&format!("giving up with a limit of {limit:?}"), time, limit);
    }
}
