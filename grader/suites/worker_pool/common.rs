//! What the suites of `worker_pool` share: jobs that take time, inputs, and outcomes that can be
//! compared.

use check::prelude::*;
use std::thread;
use worker_pool::Outcome;

/// What a job takes, where a check speaks of time.
pub const SECOND: Duration = Duration::from_secs(1);

/// A job that takes `time` and returns `result`.
pub fn takes(time: Duration, result: u32) -> impl FnOnce() -> u32 + Send + 'static {
    move || {
        thread::sleep(time);
        result
    }
}

/// Outcomes with the text of a panic in place of its payload.
pub fn told(outcomes: impl IntoIterator<Item = Outcome<u32>>) -> Vec<Result<u32, String>> {
    let text = |outcome: Outcome<u32>| {
        outcome.map_err(|payload| {
            let text = payload.downcast_ref::<&str>().map(ToString::to_string);
            text.or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "a payload that is not the panic's own".to_owned())
        })
    };
    outcomes.into_iter().map(text).collect()
}

/// A closed stream that holds `values`.
pub fn stream<T>(values: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for value in values {
        // The receiver is still here, so this cannot fail.
        let _ = sender.send(value);
    }
    receiver
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
