//! `OnceLock`: a value that is set once.

use super::once::{Again, RawOnce, State};
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use sim::ObjectId;

/// A value that is set once, by whoever comes first.
pub struct OnceLock<T> {
    once: RawOnce,
    /// `Some` once the state is complete.
    value: UnsafeCell<Option<T>>,
}

// SAFETY: the value is written by one thread before the state says that it is there, and is only
// read after that.
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// A lock without a value.
    #[must_use]
    #[track_caller]
    pub const fn new() -> OnceLock<T> {
        let once = RawOnce::new(State::Incomplete, Location::caller());
        OnceLock {
            once,
            value: UnsafeCell::new(None),
        }
    }

    fn object(&self) -> ObjectId {
        self.once.object(self)
    }

    fn stored(&self) -> Option<&T> {
        // SAFETY: the state is complete, or nobody else can move before the caller is done; a
        // complete value is never changed through a shared reference.
        unsafe { (*self.value.get()).as_ref() }
    }

    /// The value, if it is set.
    pub fn get(&self) -> Option<&T> {
        self.object();
        if self.once.is_completed() {
            self.stored()
        } else {
            None
        }
    }

    /// The value, if it is set.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// Waits until the value is set.
    ///
    /// # Panics
    /// Never: an initialisation that panics is followed by another.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait(self.object(), Again::Yes, sim::here());
        self.stored()
            .expect("the state says that the value is there")
    }

    /// Sets the value.
    ///
    /// # Errors
    /// There is one already; the error holds the new one.
    ///
    /// # Panics
    /// Never: the closure that sets the value runs once.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.get_or_init(|| value.take().expect("an initialisation runs once"));
        match value {
            None => Ok(()),
            Some(value) => Err(value),
        }
    }

    /// The value; sets it to what `f` gives if there is none. Waits for others that set it.
    ///
    /// # Panics
    /// If `f` does.
    #[track_caller]
    pub fn get_or_init<F>(&self, f: F) -> &T
    where
        F: FnOnce() -> T,
    {
        let object = self.object();
        let mut f = Some(f);
        self.once.call(object, Again::Yes, sim::here(), &mut |_| {
            let value = f.take().expect("an initialisation runs once")();
            // SAFETY: the state says that this thread initialises; nobody else reads or writes.
            unsafe { *self.value.get() = Some(value) };
        });
        self.stored()
            .expect("the state says that the value is there")
    }

    /// The value, if it is set.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out; it can be set again.
    pub fn take(&mut self) -> Option<T> {
        let value = self.value.get_mut().take();
        if value.is_some() {
            self.once.set_state(State::Incomplete);
        }
        value
    }

    #[track_caller]
    fn filled(value: Option<T>) -> OnceLock<T> {
        let state = if value.is_some() {
            State::Complete
        } else {
            State::Incomplete
        };
        let once = RawOnce::new(state, Location::caller());
        OnceLock {
            once,
            value: UnsafeCell::new(value),
        }
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_tuple("OnceLock");
        match self.get() {
            Some(value) => text.field(value),
            None => text.field(&format_args!("<uninit>")),
        };
        text.finish()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> OnceLock<T> {
        Self::filled(self.get().cloned())
    }
}

impl<T> From<T> for OnceLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::filled(Some(value))
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &OnceLock<T>) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
