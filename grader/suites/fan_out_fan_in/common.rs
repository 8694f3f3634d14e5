//! What the simulated suites of `fan_out_fan_in` share: inputs, and readers that read at the same time.

use check::prelude::*;
use std::thread;

/// What an item takes, where a check speaks of time.
pub const SECOND: Duration = Duration::from_secs(1);

/// A closed stream that holds `values`.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    receiver
}

/// 0, 1, 2, … below `end`, from a thread that hands one over when somebody takes it, and ends when
/// nobody can take any more. Counts in `given` what was taken.
pub fn fed(end: u32, given: &Count) -> Receiver<u32> {
    let (sender, receiver) = bounded(0);
    let given = given.clone();
    thread::spawn(move || {
        for item in 0..end {
            if sender.send(item).is_err() {
                return;
            }
            given.add();
        }
    });
    receiver
}

/// `before` items had been taken when `who` left, and hardly any more since.
pub fn expect_left(who: &str, before: usize, taken: usize) {
    let more = taken.saturating_sub(before);
    expect(
        more <= 4,
        Code::CancellationIgnored,
        format!("{before} items had been taken when {who} left, and {more} more were taken after that"),
    );
}

/// Reads all `streams` to their ends, at the same time; what comes is noted as it comes.
pub fn read_all<T: Send + 'static>(streams: Vec<Receiver<T>>) -> Log<T> {
    let log = Log::new();
    for stream in streams {
        let log = log.clone();
        thread::spawn(move || stream.into_iter().for_each(|item| log.push(item)));
    }
    log
}

/// At most `limit` calls at once, and on at most `limit` threads.
pub fn expect_workers_at_most(what: &str, calls: &Meter, limit: usize) {
    expect_peak_at_most(what, calls, limit);
    let threads = calls.threads();
    expect(
        threads <= limit,
        Code::LimitExceeded,
        format!("{what}: {threads} different threads made them, and {limit} workers were asked for"),
    );
}
