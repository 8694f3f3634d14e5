//! Moments and patience: how long an operation may wait.

use sim_std::bridge::{instant_at, moment_of};
use std::time::Duration;

pub(crate) use sim_std::time::Instant;

/// The present moment. Code that asks for it again and again is suspected to wait for time; a channel
/// is not.
pub(crate) fn present() -> Instant {
    instant_at(sim::now())
}

/// How long an operation waits before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all.
    Attempt,
    /// Until this moment of virtual time, in nanoseconds.
    Until(u64),
    /// For ever.
    Forever,
}

impl Patience {
    /// From now on; a moment that cannot be told means never.
    pub(crate) fn lasting(timeout: Duration) -> Self {
        let nanos = u64::try_from(timeout.as_nanos()).ok();
        nanos
            .and_then(|nanos| sim::now().checked_add(nanos))
            .map_or(Self::Forever, Self::Until)
    }

    pub(crate) fn until(deadline: Instant) -> Self {
        moment_of(deadline).map_or(Self::Forever, Self::Until)
    }

    pub(crate) fn deadline(self) -> Option<u64> {
        match self {
            Patience::Until(deadline) => Some(deadline),
            Patience::Attempt | Patience::Forever => None,
        }
    }

    pub(crate) fn is_over(self) -> bool {
        match self {
            Patience::Attempt => true,
            Patience::Until(deadline) => deadline <= sim::now(),
            Patience::Forever => false,
        }
    }
}
