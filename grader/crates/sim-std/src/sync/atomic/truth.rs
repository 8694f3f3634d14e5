//! The atomic truth value.

use super::Ordering;
use super::word::{Value, Word, common_operations};
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};

impl Value for bool {
    fn shown(self) -> Option<String> {
        Some(self.to_string())
    }
}

/// A `bool` that threads share.
pub struct AtomicBool {
    word: Word<bool>,
}

impl RefUnwindSafe for AtomicBool {}

impl AtomicBool {
    /// An atomic with this value.
    #[must_use]
    #[track_caller]
    pub const fn new(v: bool) -> AtomicBool {
        AtomicBool {
            word: Word::new(v, Location::caller()),
        }
    }

    common_operations!(bool);

    /// Logical and; gives the value before.
    #[track_caller]
    pub fn fetch_and(&self, val: bool, _order: Ordering) -> bool {
        self.word.update(sim::here(), |old| old & val)
    }

    /// Logical nand; gives the value before.
    #[track_caller]
    pub fn fetch_nand(&self, val: bool, _order: Ordering) -> bool {
        self.word.update(sim::here(), |old| !(old & val))
    }

    /// Logical or; gives the value before.
    #[track_caller]
    pub fn fetch_or(&self, val: bool, _order: Ordering) -> bool {
        self.word.update(sim::here(), |old| old | val)
    }

    /// Logical exclusive or; gives the value before.
    #[track_caller]
    pub fn fetch_xor(&self, val: bool, _order: Ordering) -> bool {
        self.word.update(sim::here(), |old| old ^ val)
    }

    /// Logical not; gives the value before.
    #[track_caller]
    pub fn fetch_not(&self, _order: Ordering) -> bool {
        self.word.update(sim::here(), |old| !old)
    }
}

impl Default for AtomicBool {
    #[track_caller]
    fn default() -> Self {
        Self::new(false)
    }
}

impl From<bool> for AtomicBool {
    #[track_caller]
    fn from(v: bool) -> Self {
        Self::new(v)
    }
}

impl fmt::Debug for AtomicBool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.word.peek(), f)
    }
}
