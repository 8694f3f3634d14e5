//! `std::thread`, whole: the real one, but that it is told which threads end with a panic: see
//! [`crate::panicked`].

use crate::panicked::Life;
use ::std::{fmt, io};

pub use ::std::thread::{
    AccessError, JoinHandle, LocalKey, Result, ScopedJoinHandle, Thread, ThreadId,
    available_parallelism, current, panicking, park, park_timeout, sleep, yield_now,
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

/// Runs `f`, in which threads can be started that borrow, and waits for all of them.
///
/// # Panics
/// If one of them panicked, and nobody joined it.
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    ::std::thread::scope(|scope| {
        let scope = ::std::ptr::from_ref(scope).cast::<Scope<'_, 'env>>();
        // SAFETY: `Scope` is nothing but the real one, by its representation.
        f(unsafe { &*scope })
    })
}

/// Where threads are started that borrow.
#[repr(transparent)]
pub struct Scope<'scope, 'env: 'scope>(::std::thread::Scope<'scope, 'env>);

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread.
    ///
    /// # Panics
    /// If the system starts no more threads.
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let spawned = Builder::new().spawn_scoped(self, f);
        spawned.expect("failed to spawn thread")
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
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
        let life = Life::new();
        self.0.spawn(move || life.through(f))
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
        let life = Life::new();
        // SAFETY: passed on; what is added borrows nothing.
        unsafe { self.0.spawn_unchecked(move || life.through(f)) }
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
        let life = Life::new();
        self.0.spawn_scoped(&scope.0, move || life.through(f))
    }
}
