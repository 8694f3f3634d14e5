//! Values of which each simulated thread has its own. The crate `sim` keeps and destroys them.

use super::local_impl::Key;
use ::std::cell::{Cell, RefCell};
use ::std::error::Error;
use ::std::fmt;

/// A value of which each thread has its own, made at its first use there.
pub struct LocalKey<T: 'static> {
    key: &'static Key,
    init: fn() -> T,
}

/// A thread-local was used while, or after, it was destroyed.
#[non_exhaustive]
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct AccessError;

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt("already destroyed", f)
    }
}

impl Error for AccessError {}

#[cold]
#[track_caller]
fn panic_access_error(error: AccessError) -> ! {
    panic!("cannot access a Thread Local Storage value during or after destruction: {error:?}")
}

impl<T: 'static> LocalKey<T> {
    /// What `thread_local!` calls.
    #[doc(hidden)]
    #[must_use]
    pub const fn _new(key: &'static Key, init: fn() -> T) -> LocalKey<T> {
        LocalKey { key, init }
    }

    fn value(&self, make: impl FnOnce() -> T) -> ::std::result::Result<&'static T, AccessError> {
        match sim::local(self.key.address(), make) {
            // SAFETY: the value lives until its destructor runs in this thread; the reference is
            // handed out for the length of a closure only.
            Ok(value) => Ok(unsafe { &*value }),
            Err(sim::LocalGone) => Err(AccessError),
        }
    }

    /// Uses the thread's value.
    ///
    /// # Panics
    /// If the value is being destroyed, or is gone.
    #[track_caller]
    pub fn with<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(f) {
            Ok(result) => result,
            Err(error) => panic_access_error(error),
        }
    }

    /// Uses the thread's value.
    ///
    /// # Errors
    /// The value is being destroyed, or is gone.
    pub fn try_with<F, R>(&'static self, f: F) -> ::std::result::Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        Ok(f(self.value(self.init)?))
    }

    /// Uses the value; if there was none yet, `first` becomes the value, and is not given to `f`.
    #[track_caller]
    fn initialize_with<F, R>(&'static self, first: T, f: F) -> R
    where
        F: FnOnce(Option<T>, &T) -> R,
    {
        let mut first = Some(first);
        let value = self.value(|| first.take().expect("a value is made once"));
        match value {
            Ok(value) => f(first, value),
            Err(error) => panic_access_error(error),
        }
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.initialize_with(Cell::new(value), |value, cell| {
            if let Some(value) = value {
                cell.set(value.into_inner());
            }
        });
    }

    /// A copy of the value.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value out and leaves the default.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces the value, and gives the one before.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Borrows the value.
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Borrows the value to change it.
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.initialize_with(RefCell::new(value), |value, cell| {
            if let Some(value) = value {
                *cell.borrow_mut() = value.into_inner();
            }
        });
    }

    /// Takes the value out and leaves the default.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces the value, and gives the one before.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}
