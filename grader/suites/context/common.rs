//! What the suites of `context` share.

use check::prelude::crossbeam_channel::TryRecvError;
use check::prelude::*;
use context::{Cause, Context};

/// So many milliseconds.
pub const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// No check takes nearly so long.
pub const AGES: Duration = Duration::from_secs(3_600);

/// Whether a receiver is closed; a message on it is a fault.
pub fn is_closed(what: &str, done: &Receiver<()>) -> bool {
    match done.try_recv() {
        Err(TryRecvError::Empty) => false,
        Err(TryRecvError::Disconnected) => true,
        Ok(()) => fail(
            Code::WrongValue,
            format!("{what}: a message came; the receiver should only close"),
        ),
    }
}

/// At rest, the context is done, and for this reason.
pub fn expect_done(what: &str, context: &Context, cause: Cause) {
    settle();
    let closed = is_closed(what, &context.done());
    expect(
        closed,
        Code::CancellationIgnored,
        format!("{what} should be done, and its `done` is open"),
    );
    expect_eq(
        &format!("the cause of {what}"),
        context.cause(),
        Some(cause),
    );
}

/// At rest, the context is not done.
pub fn expect_running(what: &str, context: &Context) {
    settle();
    let closed = is_closed(what, &context.done());
    expect(
        !closed,
        Code::WrongValue,
        format!("{what} should not be done, and its `done` is closed"),
    );
    expect_eq(&format!("the cause of {what}"), context.cause(), None);
}
