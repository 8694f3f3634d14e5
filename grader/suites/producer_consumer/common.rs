//! What the suites of `producer_consumer` share: sources that count, and time.

use check::prelude::*;
use std::thread;

/// What one item takes, where a check speaks of time.
pub const SECOND: Duration = Duration::from_secs(1);

/// 1, 2, …, `last`; each is counted in `pulled` when it is given out.
pub fn counted(last: u32, pulled: &Count) -> impl Iterator<Item = u32> + Send + use<> {
    let pulled = pulled.clone();
    (1..=last).inspect(move |_| pulled.add())
}

/// `items`, each of which takes `pause` to make.
pub fn slowly<T>(
    pause: Duration,
    items: impl Iterator<Item = T> + Send,
) -> impl Iterator<Item = T> + Send {
    items.inspect(move |_| thread::sleep(pause))
}

/// At rest, `done` of those who waited have gone on. Fewer: has a wake-up been lost, or do they only sleep and look
/// again later?
pub fn expect_woken(done: &Count, want: usize, what: &str) {
    let at_once = done.get();
    if at_once >= want {
        return;
    }
    advance(100 * SECOND);
    let (code, later) = match done.get() {
        all if all >= want => (Code::TooLate, "the others only later, when time had passed"),
        _ => (Code::LostWakeup, "the others not at all"),
    };
    fail(code, format!("{what}, and at rest {at_once} had gone on, of {want} that could: {later}"));
}
