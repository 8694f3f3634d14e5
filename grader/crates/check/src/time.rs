//! Virtual time.

use crate::expect::{fail_with, figure};
use crate::observe::settle;
use std::time::Duration;
use wire::Code;

/// Lets time pass, and then everybody move as far as they can.
#[track_caller]
pub fn advance(duration: Duration) {
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    sim::sleep_until(sim::now().saturating_add(nanos), sim::here());
    settle();
}

/// Virtual time since the check began.
#[must_use]
pub fn elapsed() -> Duration {
    Duration::from_nanos(sim::now())
}

/// Runs `f` and tells how much virtual time it took.
pub fn took<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let before = sim::now();
    let result = f();
    (result, Duration::from_nanos(sim::now() - before))
}

/// Exactly this much time passed: otherwise `too-early` or `too-late`.
pub fn expect_took(what: &str, got: Duration, want: Duration) {
    compare(what, got, want, Code::TooEarly, Code::TooLate);
}

/// A duration that the code under test answered is exactly this one: otherwise `too-early` or `too-late`.
/// No time passed for it: it is a value.
pub fn expect_told(what: &str, got: Duration, want: Duration) {
    if got == want {
        return;
    }
    let code = if got < want {
        Code::TooEarly
    } else {
        Code::TooLate
    };
    let figures = vec![
        figure("expected", format!("{want:?}")),
        figure("told", format!("{got:?}")),
    ];
    let message = format!("{what} is told as {got:?}, and it is {want:?}");
    fail_with(code, message, figures);
}

/// Work of a known length took exactly this long: longer is `not-concurrent`, shorter means that
/// more ran at once than may, `limit-exceeded`.
pub fn expect_makespan(what: &str, got: Duration, want: Duration) {
    compare(what, got, want, Code::LimitExceeded, Code::NotConcurrent);
}

fn compare(what: &str, got: Duration, want: Duration, shorter: Code, longer: Code) {
    if got == want {
        return;
    }
    let code = if got < want { shorter } else { longer };
    let figures = vec![
        figure("expected", format!("{want:?}")),
        figure("took", format!("{got:?}")),
    ];
    fail_with(
        code,
        format!("{what} took {got:?} of virtual time instead of {want:?}"),
        figures,
    );
}
