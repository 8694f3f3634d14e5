//! The hidden suite of `numbers_until_quit`: the numbers, and the quit, heard wherever the thread
//! waits.

use crate::common::{later, ms};
use check::prelude::*;
use quit_signal::numbers_until_quit;
use std::thread;

/// More than anybody may have made in advance: how much that is, is another check's business.
const MANY: usize = 100;

/// After a quit, at rest, what still waits comes, from `next` on, and then the stream is closed.
fn expect_end(numbers: &Receiver<u64>, next: u64) {
    settle();
    let mut rest = Vec::new();
    while let Ok(number) = during(Code::MissingClose, "the stream, after the quit", || {
        numbers.recv()
    }) {
        rest.push(number);
        expect(
            rest.len() < MANY,
            Code::CancellationIgnored,
            "numbers keep coming after the quit",
        );
    }
    let want: Vec<u64> = (next..).take(rest.len()).collect();
    expect_sequence("what still waited after the quit", rest, want);
}

/// The same, and the thread has ended before anybody reads.
fn expect_quit(numbers: &Receiver<u64>, next: u64) {
    expect_cancelled("numbers_until_quit, after the quit");
    expect_end(numbers, next);
}

check::suite! {
    /// The numbers come in order, from 0, until the quit, and then the stream closes.
    #[check(basic, weight = 3, exhaustive)]
    fn counts_until_quit() {
        let (quit, told) = bounded(1);
        let numbers = numbers_until_quit(told);
        expect_sequence(
            "the start of the stream",
            receive_n("numbers_until_quit", &numbers, 3),
            [0, 1, 2],
        );
        settle();
        let _ = quit.send(());
        expect_end(&numbers, 3);
    }

    /// A quit is heard by a thread that waits for its reader, and ends it at once.
    #[check(cancellation, weight = 3)]
    fn hears_a_message_while_it_sends() {
        let (quit, told) = bounded(1);
        let numbers = numbers_until_quit(told);
        settle();
        let _ = quit.send(());
        expect_quit(&numbers, 0);
    }

    /// A dropped sender is a quit, but only when the last one is dropped.
    #[check(cancellation, weight = 3)]
    fn takes_a_dropped_sender_for_a_quit() {
        let (quit, told) = bounded::<()>(0);
        let numbers = numbers_until_quit(told);
        drop(quit.clone());
        expect_eq(
            "the first number",
            receive("numbers_until_quit", &numbers),
            0,
        );
        settle();
        drop(quit);
        expect_quit(&numbers, 1);
    }

    /// A quit that came before the call counts.
    #[check(cancellation, weight = 2)]
    fn knows_an_earlier_quit() {
        let (quit, told) = bounded(1);
        let _ = quit.send(());
        expect_quit(&numbers_until_quit(told), 0);
        let (quit, told) = bounded(0);
        drop(quit);
        expect_quit(&numbers_until_quit(told), 0);
    }

    /// A reader that takes its time gets every number until the quit, and the end right after it.
    #[check(cancellation, weight = 2)]
    fn ends_between_two_numbers() {
        let (quit, told) = bounded(1);
        let numbers = numbers_until_quit(told);
        later(ms(35), move || drop(quit.send(())));
        let mut got = Vec::new();
        loop {
            thread::sleep(ms(10));
            match numbers.recv() {
                Ok(number) => got.push(number),
                Err(_) => break,
            }
            if got.len() > 5 {
                fail(
                    Code::CancellationIgnored,
                    "numbers keep coming long after the quit at 35 ms",
                );
            }
        }
        // Received at 10, 20 and 30 ms; one more may have been waiting.
        let want: Vec<u64> = (0..if got.len() > 3 { 4 } else { 3 }).collect();
        expect_sequence("the numbers until the quit at 35 ms", got, want);
    }

    /// At rest at most one number waits in the channel.
    #[check(resources, weight = 2)]
    fn stays_near_its_reader() {
        let (_quit, told) = bounded(1);
        let numbers = numbers_until_quit(told);
        for next in 0..3 {
            settle();
            let waiting = numbers.len();
            expect(
                waiting <= 1,
                Code::NotLazy,
                format!("{waiting} numbers wait in the channel; at most one may"),
            );
            expect_eq(
                "the next number",
                receive("numbers_until_quit", &numbers),
                next,
            );
        }
    }

    /// When its reader leaves, the thread ends without a quit.
    #[check(resources, weight = 2)]
    fn ends_when_the_reader_leaves() {
        let (quit, told) = bounded(1);
        let numbers = numbers_until_quit(told);
        expect_sequence(
            "the start of the stream",
            receive_n("numbers_until_quit", &numbers, 2),
            [0, 1],
        );
        drop(numbers);
        expect_no_threads("numbers_until_quit, after its reader left");
        drop(quit);
    }

    /// Neither the call nor the numbers cost time.
    #[check(timing)]
    fn costs_no_time() {
        let (_quit, told) = bounded(1);
        let (numbers, time) =
            took(|| receive_n("numbers_until_quit", &numbers_until_quit(told), 5));
        expect_sequence("the numbers", numbers, 0..5);
        expect_took("reading five numbers", time, Duration::ZERO);
    }
}
