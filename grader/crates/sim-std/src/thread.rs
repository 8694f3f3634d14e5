//! `std::thread`: simulated threads.
//!
//! Their numbers start anew in every execution. A machine has four cores here. How an end is
//! told to `join` and to scopes is in `packet`; what a thread keeps for itself is in `local`.

mod builder;
mod handle;
mod local;
#[doc(hidden)]
pub mod local_impl;
mod packet;
mod scoped;
mod yourself;

pub use builder::{Builder, spawn};
pub use handle::JoinHandle;
pub use local::{AccessError, LocalKey};
pub use scoped::{Scope, ScopedJoinHandle, scope};
#[expect(deprecated, reason = "the real one is there, and deprecated, too")]
pub use yourself::park_timeout_ms;
pub use yourself::{Thread, ThreadId, current, park, park_timeout};

use ::std::any::Any;
use ::std::num::NonZero;
use ::std::time::Duration;

/// What a thread leaves behind: its result, or the payload of its panic.
pub type Result<T> = ::std::result::Result<T, Box<dyn Any + Send + 'static>>;

/// Lets others go first.
#[track_caller]
pub fn yield_now() {
    let at = sim::here();
    sim::poll(sim::Poll::Look, at);
    sim::yield_now(at);
}

/// Whether the running thread is unwinding.
#[must_use]
pub fn panicking() -> bool {
    sim::panicking()
}

/// Sleeps for a time.
#[track_caller]
pub fn sleep(dur: Duration) {
    let at = sim::here();
    if dur.is_zero() {
        sim::point();
        return;
    }
    sim::sleep_until(crate::time::deadline(dur).unwrap_or(u64::MAX), at);
}

/// Sleeps for so many milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::sleep`")]
#[track_caller]
pub fn sleep_ms(ms: u32) {
    sleep(Duration::from_millis(u64::from(ms)));
}

/// How many threads can run at once: four.
///
/// # Errors
/// None.
pub fn available_parallelism() -> ::std::io::Result<NonZero<usize>> {
    Ok(const { NonZero::new(4).expect("four is not zero") })
}
