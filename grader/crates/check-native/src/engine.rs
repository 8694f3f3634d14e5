//! What assertions need of the engine that runs them: here real threads.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use wire::{Code, Failure, Figure};

static FAILED: AtomicBool = AtomicBool::new(false);

/// Reports the failure and ends the process: other threads may be stuck, and nothing of the code
/// under test may catch it.
pub(crate) fn fail(code: Code, message: String, figures: Vec<Figure>) -> ! {
    if FAILED.swap(true, Ordering::SeqCst) {
        // Another thread is reporting already.
        loop {
            std::thread::park();
        }
    }
    crate::child::finish_failed(failure(code, message, figures))
}

/// A failure without the evidence that only the simulation has.
pub(crate) fn failure(code: Code, message: String, figures: Vec<Figure>) -> Failure {
    Failure {
        code,
        message,
        figures,
        place: None,
        threads: Vec::new(),
        objects: Vec::new(),
        steps: Vec::new(),
        elided: 0,
        cycle: Vec::new(),
        at: 0,
        output: String::new(),
        schedule: String::new(),
        uncontrolled: false,
        exploration: None,
    }
}

/// Runs `f` and catches its panic.
pub(crate) fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    std::panic::catch_unwind(AssertUnwindSafe(f))
}

/// Panics on the suite's behalf: the learner's code is expected to live with it.
pub(crate) fn panic_from_suite(message: &str) -> ! {
    crate::panics::suite_panics();
    std::panic::panic_any(message.to_owned())
}
