//! `std::sync::atomic`: every operation is one step, in the order in which the schedule has them.
//!
//! Orderings are checked for validity and otherwise taken for `SeqCst`: weak memory is not explored, and
//! each verdict that rests on atomics says so. Atomics cannot be made from pointers, because they
//! are larger here than the values in them.

mod integers;
mod pointer;
mod truth;
mod word;

pub use ::std::sync::atomic::Ordering;
pub use integers::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
pub use pointer::AtomicPtr;
pub use truth::AtomicBool;

use wire::{Occurrence, Operation};

/// A zero.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "the real one is such a constant"
)]
pub const ATOMIC_ISIZE_INIT: AtomicIsize = AtomicIsize::new(0);
/// A zero.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "the real one is such a constant"
)]
pub const ATOMIC_USIZE_INIT: AtomicUsize = AtomicUsize::new(0);
/// A `false`.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "the real one is such a constant"
)]
pub const ATOMIC_BOOL_INIT: AtomicBool = AtomicBool::new(false);

/// A fence: a step without effect here, as all operations are in one order already.
///
/// # Panics
/// If the ordering is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
    let at = sim::here();
    sim::point();
    sim::note_atomics();
    sim::record(Operation::Fence, None, Occurrence::Done, at, || None);
}

/// A fence for the compiler: without effect here.
///
/// # Panics
/// If the ordering is `Relaxed`.
#[track_caller]
pub fn compiler_fence(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed compiler fence"
    );
}

/// Says that the thread spins.
#[deprecated(since = "1.51.0", note = "use hint::spin_loop instead")]
#[track_caller]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}
