//! `std::thread`, whole: the real one, but for threads without a scope. Their handles tell when a thread
//! ended with a panic of which nobody can hear any more: see [`crate::unheard`].

use crate::unheard::Hold;
use ::std::{fmt, io};

pub use ::std::thread::{
    AccessError, LocalKey, Result, Scope, ScopedJoinHandle, Thread, ThreadId,
    available_parallelism, current, panicking, park, park_timeout, scope, sleep, yield_now,
};
#[expect(deprecated, reason = "the real one is there, and deprecated, too")]
pub use ::std::thread::{park_timeout_ms, sleep_ms};

/// Starts a thread.
///
/// # Panics
/// If the system starts no more threads.
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("failed to spawn thread")
}

/// What a thread is started with.
#[must_use = "must eventually spawn the thread"]
#[derive(Debug)]
pub struct Builder(::std::thread::Builder);

impl Builder {
    /// A thread without a name.
    #[expect(clippy::new_without_default, reason = "the real one has none")]
    pub fn new() -> Builder {
        Builder(::std::thread::Builder::new())
    }

    /// Gives it a name.
    pub fn name(self, name: String) -> Builder {
        Builder(self.0.name(name))
    }

    /// Asks for a stack of this size, in bytes.
    pub fn stack_size(self, size: usize) -> Builder {
        Builder(self.0.stack_size(size))
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // SAFETY: nothing is borrowed.
        unsafe { self.spawn_unchecked(f) }
    }

    /// Starts the thread with borrows that the compiler does not check.
    ///
    /// # Safety
    /// What the closure borrows must outlive the thread.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub unsafe fn spawn_unchecked<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send,
        T: Send,
    {
        let (hold, life) = Hold::of_a_new_thread();
        let body = move || life.through(f);
        // SAFETY: passed on; what is added borrows nothing.
        let inner = unsafe { self.0.spawn_unchecked(body) }?;
        Ok(JoinHandle { inner, hold })
    }

    /// Starts the thread in a scope, which panics by itself if the thread does and nobody joins it.
    ///
    /// # Errors
    /// The system starts no more threads.
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.0.spawn_scoped(scope, f)
    }
}

/// Owns the right to join a thread. Dropping it lets the thread go its own way.
pub struct JoinHandle<T> {
    inner: ::std::thread::JoinHandle<T>,
    hold: Hold,
}

impl<T> JoinHandle<T> {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.inner.thread()
    }

    /// Waits for the thread's end, and gives its result.
    ///
    /// # Errors
    /// The thread panicked; the error is the payload.
    pub fn join(self) -> Result<T> {
        let JoinHandle { inner, hold } = self;
        hold.will_hear();
        inner.join()
    }

    /// Whether the thread has done its work.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
