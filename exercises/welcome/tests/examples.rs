//! A visible example, on real threads: `cargo test -p welcome`.
//!
//! It passes nearly always, even before you have mended anything: the operating system seldom stops
//! a thread between its two locks. That is why a deadlock like this one reaches production, and
//! why the grader tries every order instead of one.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use welcome::pay_each_other;

#[test]
fn both_payments_arrive() {
    let (done, balances) = mpsc::channel();
    // On a thread of its own, so that a deadlock ends this test and not your patience.
    thread::spawn(move || done.send(pay_each_other(100, 50)));

    let balances = balances.recv_timeout(Duration::from_secs(5)).expect(
        "no answer after 5 seconds: this is the deadlock (or a panic), caught in the act; \
         run `cargo run` to see how it comes about",
    );
    assert_eq!(balances, (90, 60), "what Ann and Ben own afterwards");
}
