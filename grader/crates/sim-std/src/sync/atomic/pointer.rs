//! The atomic pointer.

use super::Ordering;
use super::word::{Value, Word, common_operations};
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};

impl<T> Value for *mut T {
    /// Addresses differ from run to run.
    fn shown(self) -> Option<String> {
        None
    }
}

/// A pointer that threads share.
pub struct AtomicPtr<T> {
    word: Word<*mut T>,
}

impl<T> RefUnwindSafe for AtomicPtr<T> {}

impl<T> AtomicPtr<T> {
    /// An atomic with this value.
    #[must_use]
    #[track_caller]
    pub const fn new(p: *mut T) -> AtomicPtr<T> {
        AtomicPtr {
            word: Word::new(p, Location::caller()),
        }
    }

    common_operations!(*mut T);

    /// Moves on by so many elements; gives the pointer before.
    #[track_caller]
    pub fn fetch_ptr_add(&self, val: usize, _order: Ordering) -> *mut T {
        self.word.update(sim::here(), |old| old.wrapping_add(val))
    }

    /// Moves back by so many elements; gives the pointer before.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, val: usize, _order: Ordering) -> *mut T {
        self.word.update(sim::here(), |old| old.wrapping_sub(val))
    }

    /// Moves on by so many bytes; gives the pointer before.
    #[track_caller]
    pub fn fetch_byte_add(&self, val: usize, _order: Ordering) -> *mut T {
        self.word
            .update(sim::here(), |old| old.wrapping_byte_add(val))
    }

    /// Moves back by so many bytes; gives the pointer before.
    #[track_caller]
    pub fn fetch_byte_sub(&self, val: usize, _order: Ordering) -> *mut T {
        self.word
            .update(sim::here(), |old| old.wrapping_byte_sub(val))
    }

    /// Sets bits of the address; gives the pointer before.
    #[track_caller]
    pub fn fetch_or(&self, val: usize, _order: Ordering) -> *mut T {
        self.word
            .update(sim::here(), |old| old.map_addr(|address| address | val))
    }

    /// Keeps bits of the address; gives the pointer before.
    #[track_caller]
    pub fn fetch_and(&self, val: usize, _order: Ordering) -> *mut T {
        self.word
            .update(sim::here(), |old| old.map_addr(|address| address & val))
    }

    /// Flips bits of the address; gives the pointer before.
    #[track_caller]
    pub fn fetch_xor(&self, val: usize, _order: Ordering) -> *mut T {
        self.word
            .update(sim::here(), |old| old.map_addr(|address| address ^ val))
    }
}

impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> AtomicPtr<T> {
        AtomicPtr::new(::std::ptr::null_mut())
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    #[track_caller]
    fn from(p: *mut T) -> Self {
        Self::new(p)
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.word.peek(), f)
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.word.peek(), f)
    }
}
