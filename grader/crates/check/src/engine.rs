//! What assertions need of the engine that runs them: here the simulated one.
//!
//! `check-native` has a module of the same functions for real threads, and shares the assertions.

use sim::Fault;
use std::any::Any;
use wire::{Code, Figure};

pub(crate) use sim::panic_from_suite;

/// Ends the execution as failed.
pub(crate) fn fail(code: Code, message: String, figures: Vec<Figure>) -> ! {
    sim::fail(Fault {
        figures,
        ..Fault::new(code, message)
    })
}

/// Runs `f` and catches its panic.
pub(crate) fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    sim::catch_unwind(f)
}
