//! The handle of a thread that nobody waits for unless told to.

use super::packet::JoinInner;
use super::{Result, Thread};
use ::std::fmt;

/// Owns the right to join a thread. Dropping it lets the thread go its own way.
pub struct JoinHandle<T>(pub(super) JoinInner<T>);

// SAFETY: the result is only taken by `join`, after the thread has ended; it is `Send`.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: a shared handle gives no access to the result.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }

    /// Waits for the thread's end, and gives its result.
    ///
    /// # Errors
    /// The thread panicked; the error is the payload.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.join(sim::here())
    }

    /// Whether the thread has done its work.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished(sim::here())
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
