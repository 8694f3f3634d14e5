//! What other facades need to know of this one's types. No part of `std`; harmless if named.

use crate::time::Instant;

/// The moment of virtual time, in nanoseconds; 0 for one before the execution began, `None` for one
/// that never comes.
#[must_use]
pub fn moment_of(instant: Instant) -> Option<u64> {
    instant.moment()
}

/// The instant of a moment of virtual time.
#[must_use]
pub fn instant_at(moment: u64) -> Instant {
    Instant::at(moment)
}

/// The moment that lies `duration` after now, or `None` if it never comes.
#[must_use]
pub fn moment_after(duration: ::std::time::Duration) -> Option<u64> {
    crate::time::deadline(duration)
}
