//! `Mutex`: who gets a lock that is given back is the schedule's choice.

use super::{LockResult, TryLockError, TryLockResult, guarded};
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use sim::{Arm, At, Kind, ObjectId, Poll, Tag};
use wire::{Occurrence, Operation};

/// The lock itself, whatever it guards.
pub(super) struct RawMutex {
    tag: Tag,
    locked: Cell<bool>,
    poisoned: Cell<bool>,
}

impl RawMutex {
    const fn new(at: At) -> Self {
        Self {
            tag: Tag::new(at),
            locked: Cell::new(false),
            poisoned: Cell::new(false),
        }
    }

    fn lock(&self, object: ObjectId, at: At) {
        // To begin to wait is a choice already.
        if !self.locked.get() {
            sim::point();
        }
        self.acquire(object, at);
        sim::record(Operation::Lock, Some(object), Occurrence::Done, at, || None);
    }

    /// Takes the lock as soon as it can be had; the caller was at a point.
    pub(super) fn acquire(&self, object: ObjectId, at: At) {
        while self.locked.get() {
            let free = |locked: &Cell<bool>| !locked.get();
            sim::wait(
                Operation::Lock,
                &[Arm::new(object, &self.locked, free)],
                None,
                at,
            );
        }
        self.locked.set(true);
        sim::take(object, at);
        sim::changed(object);
    }

    fn try_lock(&self, object: ObjectId, at: At) -> bool {
        sim::point();
        let free = !self.locked.get();
        if free {
            self.acquire(object, at);
            sim::record(Operation::Lock, Some(object), Occurrence::Done, at, || None);
        } else {
            sim::record(
                Operation::Lock,
                Some(object),
                Occurrence::Refused,
                at,
                || None,
            );
            sim::poll(Poll::Attempt, at);
        }
        free
    }

    /// Gives the lock back without a scheduling point.
    pub(super) fn release(&self, object: ObjectId) {
        self.locked.set(false);
        sim::give_back(object);
        sim::changed(object);
    }

    fn unlock(&self, object: ObjectId, panicking_before: bool) {
        sim::point();
        if !panicking_before && sim::panicking() {
            self.poisoned.set(true);
        }
        self.release(object);
        sim::record(
            Operation::Unlock,
            Some(object),
            Occurrence::Done,
            sim::here(),
            || None,
        );
        sim::released();
    }
}

/// A lock around a value.
pub struct Mutex<T: ?Sized> {
    raw: RawMutex,
    data: UnsafeCell<T>,
}

// SAFETY: the value is only reached by the thread that holds the lock; simulated threads run one at a
// time, so that the cells of the lock are never used by two at once.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// Holds a [`Mutex`] until it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    lock: &'a Mutex<T>,
    panicking: bool,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives a shared reference to the value, and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A lock that nobody holds.
    #[track_caller]
    pub const fn new(value: T) -> Mutex<T> {
        Mutex {
            raw: RawMutex::new(Location::caller()),
            data: UnsafeCell::new(value),
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    #[inline]
    fn object(&self) -> ObjectId {
        // SAFETY: the pointer is to this very object; at its first use in an execution nobody has
        // taken the lock, so that nothing borrows the value.
        unsafe { sim::refresh_static(&self.raw.tag, ::std::ptr::from_ref(self).cast_mut()) };
        self.raw.tag.object(Kind::Mutex)
    }

    pub(super) fn raw(&self) -> (&RawMutex, ObjectId) {
        (&self.raw, self.object())
    }

    fn guard(&self) -> LockResult<MutexGuard<'_, T>> {
        let guard = MutexGuard {
            lock: self,
            panicking: sim::panicking(),
            not_send: PhantomData,
        };
        guarded(self.raw.poisoned.get(), guard)
    }

    /// Waits for the lock and takes it.
    ///
    /// # Errors
    /// A thread panicked while it held the lock; the error holds the guard.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.raw.lock(self.object(), sim::here());
        self.guard()
    }

    /// Takes the lock if nobody holds it.
    ///
    /// # Errors
    /// Somebody holds it, or it is poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if self.raw.try_lock(self.object(), sim::here()) {
            Ok(self.guard()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Whether a thread panicked while it held the lock.
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
    /// A thread panicked while it held the lock; the error holds the value.
    pub fn into_inner(self) -> LockResult<T>
    where
        T: Sized,
    {
        guarded(self.raw.poisoned.get(), self.data.into_inner())
    }

    /// The value, while nobody else can reach the lock.
    ///
    /// # Errors
    /// A thread panicked while it held the lock; the error holds the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        guarded(self.raw.poisoned.get(), self.data.get_mut())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object();
        let mut text = f.debug_struct("Mutex");
        if self.raw.locked.get() {
            text.field("data", &"<locked>");
        } else {
            // SAFETY: nobody holds the lock, and nobody else moves before this is done: formatting
            // is no scheduling point.
            let data = unsafe { &*self.data.get() };
            text.field("data", &data);
        }
        text.field("poisoned", &self.raw.poisoned.get());
        text.finish_non_exhaustive()
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    pub(super) fn lock(&self) -> &'a Mutex<T> {
        self.lock
    }

    pub(super) fn is_poisoned(&self) -> bool {
        self.lock.raw.poisoned.get()
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard's thread holds the lock.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard's thread holds the lock.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.raw.unlock(self.lock.object(), self.panicking);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
