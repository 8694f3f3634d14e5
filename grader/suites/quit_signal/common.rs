//! What the simulated suites of `quit_signal` share.

use check::prelude::*;

/// So many milliseconds.
pub const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Does `act` at a moment, counted from now, on a thread of its own.
pub fn later(moment: Duration, act: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        std::thread::sleep(moment);
        act();
    });
}
