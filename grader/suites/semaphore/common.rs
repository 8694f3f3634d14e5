//! What the suites of `semaphore` share: what a check does with a permit that must be there, and
//! readings of who is inside.

use check::prelude::*;
use semaphore::{Permit, Semaphore};

pub const SECOND: Duration = Duration::from_secs(1);

/// A permit of a semaphore that is not closed.
#[track_caller]
pub fn take(semaphore: &Semaphore) -> Permit<'_> {
    match semaphore.acquire() {
        Ok(permit) => permit,
        Err(_) => fail(
            Code::WrongValue,
            "`acquire` fails although nobody closed the semaphore",
        ),
    }
}

/// As [`take`], while enough are free and nobody else is there: whoever waits here waits for ever.
#[track_caller]
pub fn take_free(semaphore: &Semaphore) -> Permit<'_> {
    during(Code::Deadlock, "a permit that is free", || take(semaphore))
}

/// At rest, so many are inside. `more` and `fewer` tell what it means if not.
#[track_caller]
pub fn expect_inside(what: &str, meter: &Meter, want: usize, more: Code, fewer: Code) {
    settle();
    let inside = meter.inside();
    let figures = format!("{what}: {inside} are inside, and {want} should be");
    expect(inside <= want, more, figures.as_str());
    expect(inside >= want, fewer, figures.as_str());
}

/// At rest, so many of a line have been served: more have passed others, fewer are asleep.
#[track_caller]
pub fn expect_served(what: &str, meter: &Meter, want: usize) {
    expect_inside(what, meter, want, Code::WrongOrder, Code::LostWakeup);
}

/// At rest, so many permits are free.
#[track_caller]
pub fn expect_available(what: &str, semaphore: &Semaphore, want: usize) {
    settle();
    expect_eq(
        &format!("the number of free permits, {what}"),
        semaphore.available(),
        want,
    );
}

/// Others can use the semaphore after somebody's request panicked.
#[track_caller]
pub fn expect_unharmed(others: Result<(), String>) {
    if let Err(message) = others {
        fail(
            Code::PoisonedLock,
            format!("after a request that panicked, another one panics too: {message}"),
        );
    }
}
