//! The hidden suite of `cancel_once`: one close, many listeners.

use crate::common::is_closed;
use check::prelude::*;
use context::{Canceller, cancel_once};
use std::thread;

/// A listener that came early is reached.
fn expect_told(told: &Receiver<()>) {
    let outcome = during(
        Code::CancellationIgnored,
        "the receiver, after `cancel`",
        || told.recv(),
    );
    expect(
        outcome.is_err(),
        Code::WrongValue,
        "a message came; the receiver should only close",
    );
}

check::suite! {
    /// The receiver is open until `cancel` is called; then whoever waits there is told.
    #[check(basic, weight = 3, exhaustive)]
    fn tells_when_cancelled() {
        let (canceller, told) = cancel_once();
        let listener = told.clone();
        let waiting = thread::spawn(move || {
            let _ = during(
                Code::CancellationIgnored,
                "the receiver, after `cancel`",
                || listener.recv(),
            );
        });
        expect_eq(
            "whether the receiver is closed before `cancel`",
            is_closed("the receiver", &told),
            false,
        );
        canceller.cancel();
        let _ = waiting.join();
    }

    /// All listeners are reached, those who wait, and those who come later.
    #[check(cancellation, weight = 3)]
    fn reaches_every_listener() {
        let (canceller, told) = cancel_once();
        let reached = Count::new();
        for _ in 0..3 {
            let (listener, count) = (told.clone(), reached.clone());
            thread::spawn(move || {
                if listener.recv().is_err() {
                    count.add();
                }
            });
        }
        settle();
        expect_eq(
            "how many listeners were reached before `cancel`",
            reached.get(),
            0,
        );
        canceller.cancel();
        expect_cancelled("the listeners, after `cancel`");
        expect_eq(
            "how many listeners found the receiver closed",
            reached.get(),
            3,
        );
        expect_told(&told.clone());
    }

    /// Cancelling again does nothing, neither by clones, nor from several threads at once, nor when nobody listens any more.
    #[check(deadlock, weight = 3)]
    fn may_be_cancelled_again() {
        fn shared<T: Clone + Send + Sync>(_: &T) {}
        let (canceller, told): (Canceller, _) = cancel_once();
        shared(&canceller);
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let canceller = canceller.clone();
                thread::spawn(move || canceller.cancel())
            })
            .collect();
        expect_told(&told);
        for thread in threads {
            let _ = thread.join();
        }
        canceller.cancel();
        expect_told(&told);
        drop(told);
        canceller.clone().cancel();
        expect_no_threads("cancel_once, after `cancel`");
    }

    /// Dropping a canceller cancels nothing, as long as there is another one.
    #[check(cancellation, weight = 2)]
    fn a_dropped_clone_cancels_nothing() {
        let (canceller, told) = cancel_once();
        drop(canceller.clone());
        let last = canceller.clone();
        drop(canceller);
        settle();
        expect(
            !is_closed("the receiver", &told),
            Code::TooEarly,
            "dropping a canceller has cancelled",
        );
        last.cancel();
        expect_told(&told);
    }
}
