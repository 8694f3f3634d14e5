//! `RwLock`: whether a reader goes before a writer that waits is the schedule's choice.

mod guards;
mod raw;

pub use guards::{RwLockReadGuard, RwLockWriteGuard};

use super::{LockResult, TryLockError, TryLockResult, guarded};
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use raw::RawRwLock;
use sim::{Kind, ObjectId};

/// A lock that many threads may hold for reading, or one for writing.
pub struct RwLock<T: ?Sized> {
    raw: RawRwLock,
    data: UnsafeCell<T>,
}

// SAFETY: the value is only changed by the thread that holds the lock for writing; simulated threads
// run one at a time, so that the cells of the lock are never used by two at once.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

impl<T> RwLock<T> {
    /// A lock that nobody holds.
    #[track_caller]
    pub const fn new(t: T) -> RwLock<T> {
        RwLock {
            raw: RawRwLock::new(Location::caller()),
            data: UnsafeCell::new(t),
        }
    }
}

impl<T: ?Sized> RwLock<T> {
    #[inline]
    fn object(&self) -> ObjectId {
        // SAFETY: the pointer is to this very object; at its first use in an execution nobody has
        // taken the lock, so that nothing borrows the value.
        unsafe { sim::refresh_static(&self.raw.tag, ::std::ptr::from_ref(self).cast_mut()) };
        self.raw.tag.object(Kind::RwLock)
    }

    /// Waits until nobody writes, and takes the lock for reading.
    ///
    /// # Errors
    /// A thread panicked while it held the lock for writing; the error holds the guard.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.raw.read(self.object(), sim::here());
        guarded(self.raw.poisoned.get(), RwLockReadGuard::of(self))
    }

    /// Takes the lock for reading if that needs no waiting.
    ///
    /// # Errors
    /// Somebody writes, or the lock is poisoned.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        if self.raw.try_read(self.object(), sim::here()) {
            Ok(guarded(self.raw.poisoned.get(), RwLockReadGuard::of(self))?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Waits until nobody reads or writes, and takes the lock for writing.
    ///
    /// # Errors
    /// A thread panicked while it held the lock for writing; the error holds the guard.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.raw.write(self.object(), sim::here());
        guarded(self.raw.poisoned.get(), RwLockWriteGuard::of(self))
    }

    /// Takes the lock for writing if that needs no waiting.
    ///
    /// # Errors
    /// Somebody reads or writes, or the lock is poisoned.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        if self.raw.try_write(self.object(), sim::here()) {
            Ok(guarded(
                self.raw.poisoned.get(),
                RwLockWriteGuard::of(self),
            )?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Whether a thread panicked while it held the lock for writing.
    pub fn is_poisoned(&self) -> bool {
        self.object();
        sim::point();
        self.raw.poisoned.get()
    }

    /// Declares the value sound again.
    pub fn clear_poison(&self) {
        self.object();
        sim::point();
        self.raw.poisoned.set(false);
        sim::released();
    }

    /// The value, once nobody can hold the lock any more.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the value.
    pub fn into_inner(self) -> LockResult<T>
    where
        T: Sized,
    {
        guarded(self.raw.poisoned.get(), self.data.into_inner())
    }

    /// The value, while nobody else can reach the lock.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        guarded(self.raw.poisoned.get(), self.data.get_mut())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object();
        let mut text = f.debug_struct("RwLock");
        if self.raw.is_written() {
            text.field("data", &format_args!("<locked>"));
        } else {
            // SAFETY: nobody writes, and nobody else moves before this is done: formatting is no
            // scheduling point.
            let data = unsafe { &*self.data.get() };
            text.field("data", &data);
        }
        text.field("poisoned", &self.raw.poisoned.get());
        text.finish_non_exhaustive()
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        RwLock::new(t)
    }
}
