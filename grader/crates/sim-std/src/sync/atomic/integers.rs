//! The atomic integers.

use super::Ordering;
use super::word::{Value, Word, common_operations};
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};

macro_rules! atomic_integer {
    ($($Atomic:ident: $int:ty),+ $(,)?) => {$(
        impl Value for $int {
            fn shown(self) -> Option<String> {
                Some(self.to_string())
            }
        }

        #[doc = concat!("An `", stringify!($int), "` that threads share.")]
        pub struct $Atomic {
            word: Word<$int>,
        }

        impl RefUnwindSafe for $Atomic {}

        impl $Atomic {
            /// An atomic with this value.
            #[must_use]
            #[track_caller]
            pub const fn new(v: $int) -> Self {
                Self { word: Word::new(v, Location::caller()) }
            }

            common_operations!($int);

            /// Adds, wrapping around; gives the value before.
            #[track_caller]
            pub fn fetch_add(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old.wrapping_add(val))
            }

            /// Subtracts, wrapping around; gives the value before.
            #[track_caller]
            pub fn fetch_sub(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old.wrapping_sub(val))
            }

            /// Bitwise and; gives the value before.
            #[track_caller]
            pub fn fetch_and(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old & val)
            }

            /// Bitwise nand; gives the value before.
            #[track_caller]
            pub fn fetch_nand(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| !(old & val))
            }

            /// Bitwise or; gives the value before.
            #[track_caller]
            pub fn fetch_or(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old | val)
            }

            /// Bitwise exclusive or; gives the value before.
            #[track_caller]
            pub fn fetch_xor(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old ^ val)
            }

            /// The greater of both; gives the value before.
            #[track_caller]
            pub fn fetch_max(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old.max(val))
            }

            /// The smaller of both; gives the value before.
            #[track_caller]
            pub fn fetch_min(&self, val: $int, _order: Ordering) -> $int {
                self.word.update(sim::here(), |old| old.min(val))
            }
        }

        impl Default for $Atomic {
            #[track_caller]
            fn default() -> Self {
                Self::new(0)
            }
        }

        impl From<$int> for $Atomic {
            #[track_caller]
            fn from(v: $int) -> Self {
                Self::new(v)
            }
        }

        impl fmt::Debug for $Atomic {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.word.peek(), f)
            }
        }
    )+};
}

atomic_integer! {
    AtomicI8: i8, AtomicI16: i16, AtomicI32: i32, AtomicI64: i64, AtomicIsize: isize,
    AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64, AtomicUsize: usize,
}
