//! `std::panic`: panics belong to the simulated thread that raised them.
//!
//! Hooks are left out: the simulation's own hook tells threads apart.

use ::std::any::Any;
pub use ::std::panic::{
    AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe, panic_any,
};

/// Runs a closure, and gives the payload if it panics.
///
/// # Errors
/// The panic's payload.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> crate::thread::Result<R> {
    sim::catch_unwind(f)
}

/// Goes on with a panic that was caught.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    sim::resume_unwind(payload)
}
