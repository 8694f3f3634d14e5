//! What the suites of `shared_state` share.

use check::prelude::*;

pub const SECOND: Duration = Duration::from_secs(1);
pub const NANOSECOND: Duration = Duration::from_nanos(1);

/// What others do after a panic must go on as if it had not been.
#[track_caller]
pub fn expect_unharmed<T>(what: &str, others: impl FnOnce() -> T) -> T {
    match catch(others) {
        Ok(result) => result,
        Err(message) => fail(
            Code::PoisonedLock,
            format!("{what}: after somebody's panic, others panic too: {message}"),
        ),
    }
}
