//! `std::time`: clocks show virtual time.
//!
//! An `Instant` counts from a moment well before the execution, so that an hour can be taken from it.

pub use ::std::time::{Duration, SystemTimeError, TryFromFloatSecsError};

use ::std::fmt;
use ::std::ops::{Add, AddAssign, Sub, SubAssign};

const SECOND: i128 = 1_000_000_000;
/// What the clock shows when an execution begins: the machine runs since eleven days or so.
const BASE: i128 = 1_000_000 * SECOND;
/// The date at which every execution begins: 2026-01-01, in seconds since 1970.
const TODAY: u64 = 1_767_225_600;
/// The seconds of the real type are an `i64`.
const LATEST: i128 = i64::MAX as i128 * SECOND + (SECOND - 1);

/// A moment of virtual time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i128);

impl Instant {
    /// The present moment.
    #[must_use]
    #[track_caller]
    pub fn now() -> Instant {
        Self::at(sim::look_at_clock(sim::here()))
    }

    pub(crate) fn at(moment: u64) -> Instant {
        Instant(BASE + i128::from(moment))
    }

    pub(crate) fn moment(self) -> Option<u64> {
        u64::try_from((self.0 - BASE).max(0)).ok()
    }

    /// The time since an earlier instant; zero if it is later.
    #[must_use]
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.checked_duration_since(earlier).unwrap_or_default()
    }

    /// The time since an earlier instant; `None` if it is later.
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        let nanoseconds = u128::try_from(self.0 - earlier.0).ok()?;
        Some(Duration::from_nanos_u128(nanoseconds))
    }

    /// The time since an earlier instant; zero if it is later.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }

    /// The time since this instant.
    #[must_use]
    #[track_caller]
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }

    /// The instant so much later, if it can be represented.
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<Instant> {
        let later = self
            .0
            .checked_add(i128::try_from(duration.as_nanos()).ok()?)?;
        (later <= LATEST).then_some(Instant(later))
    }

    /// The instant so much earlier, if it can be represented.
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<Instant> {
        let earlier = self
            .0
            .checked_sub(i128::try_from(duration.as_nanos()).ok()?)?;
        (earlier >= i128::from(i64::MIN) * SECOND).then_some(Instant(earlier))
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    #[track_caller]
    fn add(self, other: Duration) -> Instant {
        self.checked_add(other)
            .expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for Instant {
    #[track_caller]
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    #[track_caller]
    fn sub(self, other: Duration) -> Instant {
        self.checked_sub(other)
            .expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for Instant {
    #[track_caller]
    fn sub_assign(&mut self, other: Duration) {
        *self = *self - other;
    }
}

impl Sub<Instant> for Instant {
    type Output = Duration;

    fn sub(self, other: Instant) -> Duration {
        self.duration_since(other)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instant")
            .field("tv_sec", &self.0.div_euclid(SECOND))
            .field("tv_nsec", &self.0.rem_euclid(SECOND))
            .finish()
    }
}

/// The date, as the virtual clock shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemTime(::std::time::SystemTime);

/// The date from which Unix counts.
pub const UNIX_EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

impl SystemTime {
    /// The date from which Unix counts.
    pub const UNIX_EPOCH: SystemTime = SystemTime(::std::time::UNIX_EPOCH);

    /// The present date.
    #[must_use]
    #[track_caller]
    pub fn now() -> SystemTime {
        let since = Duration::from_nanos(sim::look_at_clock(sim::here()));
        SystemTime::UNIX_EPOCH + Duration::from_secs(TODAY) + since
    }

    /// The time since an earlier date.
    ///
    /// # Errors
    /// The other date is the later one; the error tells by how much.
    pub fn duration_since(&self, earlier: SystemTime) -> Result<Duration, SystemTimeError> {
        self.0.duration_since(earlier.0)
    }

    /// The time since this date.
    ///
    /// # Errors
    /// The date lies in the future.
    #[track_caller]
    pub fn elapsed(&self) -> Result<Duration, SystemTimeError> {
        SystemTime::now().duration_since(*self)
    }

    /// The date so much later, if it can be represented.
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<SystemTime> {
        self.0.checked_add(duration).map(SystemTime)
    }

    /// The date so much earlier, if it can be represented.
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<SystemTime> {
        self.0.checked_sub(duration).map(SystemTime)
    }
}

impl Add<Duration> for SystemTime {
    type Output = SystemTime;

    #[track_caller]
    fn add(self, duration: Duration) -> SystemTime {
        self.checked_add(duration)
            .expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for SystemTime {
    #[track_caller]
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl Sub<Duration> for SystemTime {
    type Output = SystemTime;

    #[track_caller]
    fn sub(self, duration: Duration) -> SystemTime {
        self.checked_sub(duration)
            .expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for SystemTime {
    #[track_caller]
    fn sub_assign(&mut self, other: Duration) {
        *self = *self - other;
    }
}

impl fmt::Debug for SystemTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The moment of virtual time that lies `duration` after now, or `None` if it never comes.
pub(crate) fn deadline(duration: Duration) -> Option<u64> {
    let nanoseconds = u64::try_from(duration.as_nanos()).ok()?;
    sim::now().checked_add(nanoseconds)
}
