//! What the simulated suites of `bounded_parallelism` share: work that takes as long as its number
//! says, a record of when calls began, and readings of how much runs at once.

use check::prelude::*;
use std::thread;

pub const SECOND: Duration = Duration::from_secs(1);

/// As many seconds as the number says.
pub fn work(seconds: u32) {
    thread::sleep(SECOND * seconds);
}

/// When the call for which item began.
pub type Starts = Log<(usize, Duration)>;

/// No call began at an earlier moment than one for an item before it. (At the same moment, any order.)
#[track_caller]
pub fn expect_started_in_order(what: &str, starts: &Starts) {
    let mut starts = starts.snapshot();
    starts.sort_by_key(|&(index, _)| index);
    for pair in starts.windows(2) {
        let ((before, first), (after, second)) = (pair[0], pair[1]);
        expect(
            first <= second,
            Code::WrongOrder,
            format!(
                "{what}: item {after} was started at {second:?}, before item {before}, at {first:?}"
            ),
        );
    }
}

/// At most `limit` calls at the same time, on at most `limit` different threads.
#[track_caller]
pub fn expect_bounded(what: &str, meter: &Meter, limit: usize) {
    expect_peak_at_most(what, meter, limit);
    let threads = meter.threads();
    expect(
        threads <= limit,
        Code::LimitExceeded,
        format!("{what}: {threads} different threads, and {limit} is the limit"),
    );
}
