//! Starting threads.

use super::handle::JoinHandle;
use super::packet;
use super::scoped::{Scope, ScopedJoinHandle};
use ::std::io;

/// Starts a thread.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    // SAFETY: nothing is borrowed.
    JoinHandle(unsafe { packet::start(None, None, Box::new(f), sim::here()) })
}

/// What a thread is started with.
#[must_use = "must eventually spawn the thread"]
#[derive(Debug)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread without a name.
    #[expect(clippy::new_without_default, reason = "the real one has none")]
    pub fn new() -> Builder {
        Builder {
            name: None,
            stack_size: None,
        }
    }

    /// Gives it a name.
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Asks for a stack of this size; all stacks have the usual one.
    pub fn stack_size(mut self, size: usize) -> Builder {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// None: too many threads end the execution.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // SAFETY: nothing is borrowed.
        Ok(JoinHandle(unsafe {
            packet::start(self.name, None, Box::new(f), sim::here())
        }))
    }

    /// Starts the thread with borrows that the compiler does not check.
    ///
    /// # Safety
    /// What the closure borrows must outlive the thread.
    ///
    /// # Errors
    /// None: too many threads end the execution.
    #[track_caller]
    pub unsafe fn spawn_unchecked<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send,
        T: Send,
    {
        // SAFETY: passed on.
        Ok(JoinHandle(unsafe {
            packet::start(self.name, None, Box::new(f), sim::here())
        }))
    }

    /// Starts the thread in a scope.
    ///
    /// # Errors
    /// None: too many threads end the execution.
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.start(self.name, Box::new(f), sim::here()))
    }
}
