//! Assertions that only the simulation can make: about threads that are left, blocking for ever, and
//! what is possible at all.

use crate::expect::fail;
use wire::Code;

/// Whoever blocks for ever inside is reported under `code`; `what` is what should have come about.
pub fn during<R>(code: Code, what: &str, f: impl FnOnce() -> R) -> R {
    sim::begin_during(code, what);
    let result = f();
    sim::end_during();
    result
}

/// After everybody has moved as far as they can, no thread but the check's own is left.
pub fn expect_no_threads(what: &str) {
    expect_gone(what, Code::ThreadLeak);
}

/// As [`expect_no_threads`], after something was told to stop.
pub fn expect_cancelled(what: &str) {
    expect_gone(what, Code::CancellationIgnored);
}

fn expect_gone(what: &str, code: Code) {
    sim::settle();
    let left = sim::live_threads();
    if left > 0 {
        let threads = if left == 1 {
            "1 thread is".into()
        } else {
            format!("{left} threads are")
        };
        fail(code, format!("{what}: {threads} still there"));
    }
}

/// Notes that this outcome occurred in this execution.
pub fn outcome(name: &'static str) {
    sim::outcome(name);
}
