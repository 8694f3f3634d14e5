//! What the suites of `rate_limiter` share: readings of what a bucket answers.

use check::prelude::*;

pub const SECOND: Duration = Duration::from_secs(1);
pub const MILLISECOND: Duration = Duration::from_millis(1);
pub const NANOSECOND: Duration = Duration::from_nanos(1);

/// What `try_take` answers.
pub type Taken = Result<(), Duration>;

/// A token was there from the beginning, and is taken.
#[track_caller]
pub fn expect_token(what: &str, taken: Taken) {
    expect_given(what, taken, Code::WrongValue);
}

/// A token has come meanwhile, and is taken.
#[track_caller]
pub fn expect_come(what: &str, taken: Taken) {
    expect_given(what, taken, Code::TooLate);
}

#[track_caller]
fn expect_given(what: &str, taken: Taken, refused: Code) {
    if let Err(wait) = taken {
        fail(
            refused,
            format!("{what} is there, and was refused with a wait of {wait:?}"),
        );
    }
}

/// There is no token; the next one for the caller comes after `wait`. `what` says whose it is.
#[track_caller]
pub fn expect_wait(what: &str, taken: Taken, wait: Duration) {
    match taken {
        Ok(()) => fail(
            Code::LimitExceeded,
            format!("{what} was given, and it comes only after {wait:?}"),
        ),
        Err(told) => expect_told(&format!("the wait for {what}"), told, wait),
    }
}

/// The answers of several who asked at the same time for one token.
#[track_caller]
pub fn expect_one_of(what: &str, taken: &Log<Taken>) {
    let given = taken
        .snapshot()
        .iter()
        .filter(|taken| taken.is_ok())
        .count();
    expect(
        given <= 1,
        Code::LimitExceeded,
        format!("{what}: one token was given to {given}"),
    );
    expect_eq(&format!("{what}: to how many a token was given"), given, 1);
}

/// So many were given of a bucket that was full when the check began, with one token each second:
/// never more than it held and than have come.
#[track_caller]
pub fn expect_at_most_come(given: &Count, capacity: usize) {
    let (given, passed) = (given.get(), elapsed());
    let come = usize::try_from(passed.as_secs()).unwrap_or(usize::MAX);
    expect(
        given <= capacity.saturating_add(come),
        Code::LimitExceeded,
        format!("after {passed:?}, {given} tokens of a bucket of {capacity} were given"),
    );
}
