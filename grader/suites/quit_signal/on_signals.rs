//! The hidden suite of `on_signals`, on real threads and with real signals.
//!
//! A signal that is not handled would end this process, so each check first installs a handler that
//! does nothing; the handlers of the code under test come beside it. A wait has a limit only so
//! that a signal that never arrives is told as lost.

use check::prelude::*;
use quit_signal::{Signal, on_signals};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::raise;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A signal takes microseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts to listen.
fn listen() -> Receiver<Signal> {
    for signal in [SIGINT, SIGTERM] {
        let known = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
        expect_eq(
            "whether this process may handle signals",
            known.is_ok(),
            true,
        );
    }
    on_signals()
        .unwrap_or_else(|error| fail(Code::WrongValue, format!("on_signals failed: {error}")))
}

/// Sends this process a signal.
fn send(signal: i32) {
    expect_eq(
        "whether this process may signal itself",
        raise(signal).is_ok(),
        true,
    );
}

/// The next signal that arrives.
fn next(what: &str, signals: &Receiver<Signal>) -> Signal {
    match signals.recv_timeout(PATIENCE) {
        Ok(signal) => signal,
        Err(error) if error.is_disconnected() => {
            fail(Code::EarlyClose, format!("{what}: the receiver is closed"))
        }
        Err(_) => fail(Code::LostItem, format!("{what}: nothing arrived")),
    }
}

check::suite! {
    /// SIGINT arrives as `Interrupt`, SIGTERM as `Terminate`, as often as they come.
    #[check(basic, weight = 3)]
    fn tells_one_from_the_other() {
        let signals = listen();
        for _ in 0..2 {
            send(SIGINT);
            expect_eq(
                "what arrived after SIGINT",
                next("after SIGINT", &signals),
                Signal::Interrupt,
            );
            send(SIGTERM);
            expect_eq(
                "what arrived after SIGTERM",
                next("after SIGTERM", &signals),
                Signal::Terminate,
            );
        }
        expect_eq(
            "whether anything else arrived",
            signals.try_recv().ok(),
            None,
        );
    }

    /// Signals that come while nobody receives are kept.
    #[check(resources, weight = 2)]
    fn keeps_what_nobody_has_received() {
        let signals = listen();
        send(SIGINT);
        send(SIGTERM);
        let both = [
            next("after two signals", &signals),
            next("after the second of two signals", &signals),
        ];
        expect_same_items(
            "what arrived after both signals",
            both,
            [Signal::Interrupt, Signal::Terminate],
        );
    }

    /// Every receiver gets every signal, and one that has left disturbs nobody.
    #[check(ordering, weight = 2)]
    fn tells_everybody() {
        let (first, second, left) = (listen(), listen(), listen());
        drop(left);
        for (signal, want) in [(SIGTERM, Signal::Terminate), (SIGINT, Signal::Interrupt)] {
            send(signal);
            expect_eq(
                "what the first receiver got",
                next("the first receiver", &first),
                want,
            );
            expect_eq(
                "what the second receiver got",
                next("the second receiver", &second),
                want,
            );
        }
    }
}
