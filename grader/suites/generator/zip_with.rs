//! The hidden suite of `zip_with`: pairs, the end of the shorter, and nothing taken in advance.

use crate::common::{endless, expect_in_hand, stream};
use check::prelude::*;
use generator::zip_with;
use std::thread;

check::suite! {
    /// The first of `a` meets the first of `b`, the second the second, in order.
    #[check(basic, weight = 4, budget = 2_000)]
    fn combines_pairs_in_order() {
        let pairs = zip_with(
            stream([1, 2, 3]),
            stream(["x", "y", "z"]),
            |number, name| format!("{name}{number}"),
        );
        expect_sequence(
            "the stream",
            drain("zip_with", &pairs),
            ["x1", "y2", "z3"].map(String::from),
        );
    }

    /// The stream ends with the shorter of its inputs, whichever it is.
    #[check(basic, weight = 3, budget = 300)]
    fn ends_with_the_shorter() {
        for (a, b) in [(3, 5), (5, 3), (4, 4), (0, 2), (2, 0)] {
            let sums = zip_with(
                stream(1..=a),
                stream((1..=b).map(|n| 10 * n)),
                |x: u64, y: u64| x + y,
            );
            let want: Vec<u64> = (1..=a.min(b)).map(|n| 11 * n).collect();
            expect_sequence(
                &format!("{a} values with {b}"),
                drain("zip_with", &sums),
                want,
            );
        }
    }

    /// At rest, at most one value of each input is in hand, and one result waits.
    #[check(resources, weight = 3, budget = 200)]
    fn takes_no_more_than_it_needs() {
        let (a, b) = (stream(0..8), stream(0..8));
        let (watch_a, watch_b) = (a.clone(), b.clone());
        let pairs = zip_with(a, b, |x, y| (x, y));
        for received in 0..4_usize {
            expect_in_hand("zip_with, input a", &watch_a, 8, received);
            expect_in_hand("zip_with, input b", &watch_b, 8, received);
            expect_eq(
                "the next pair",
                receive("zip_with", &pairs),
                (received, received),
            );
        }
        expect_sequence(
            "the rest",
            drain("zip_with", &pairs),
            (4..8).map(|n| (n, n)),
        );
    }

    /// At its end the stream lets go of the longer input, so that whoever feeds it can end too.
    #[check(resources, weight = 3, budget = 1_000)]
    fn lets_go_of_the_longer() {
        let shorter_first = zip_with(stream([1, 2]), endless(), |x: u64, y: u64| x * y);
        expect_sequence(
            "2 values with endlessly many",
            drain("zip_with", &shorter_first),
            [1, 4],
        );
        let shorter_last = zip_with(endless(), stream([1, 2]), |x: u64, y: u64| x * y);
        expect_sequence(
            "endlessly many values with 2",
            drain("zip_with", &shorter_last),
            [1, 4],
        );
        expect_no_threads("zip_with and the feeder of its longer input, after the end");
    }

    /// Once its reader has left, the thread ends at its next send, without a panic.
    #[check(resources, weight = 3, budget = 1_000)]
    fn ends_when_the_reader_leaves() {
        let sums = zip_with(endless(), endless(), |x, y| x + y);
        expect_sequence(
            "the start of the stream",
            receive_n("zip_with", &sums, 2),
            [2, 4],
        );
        drop(sums);
        expect_no_threads("zip_with and its feeders, after its reader left");
    }

    /// A panic in `f` ends the stream; the results before it stay receivable.
    #[check(deadlock, weight = 2, exhaustive)]
    fn a_panic_ends_the_stream() {
        let quotients = zip_with(stream([8, 9, 10]), stream([2, 0, 1]), |x: u64, y: u64| {
            x.checked_div(y)
                .unwrap_or_else(|| boom("a panic that this check provokes in `f`"))
        });
        expect_sequence(
            "the stream before the panic",
            drain("zip_with", &quotients),
            [4],
        );
    }

    /// The call returns at once, and a pair is handed on the moment it is complete.
    #[check(timing, weight = 2, budget = 300)]
    fn hands_on_each_pair_as_it_is_complete() {
        let (to_a, a) = unbounded();
        let (to_b, b) = unbounded();
        thread::spawn(move || {
            for number in 1..=2 {
                thread::sleep(Duration::from_millis(300));
                let _ = to_a.send(number);
                thread::sleep(Duration::from_millis(700));
                let _ = to_b.send(10 * number);
            }
        });
        let (sums, time) = took(|| zip_with(a, b, |x: u64, y: u64| x + y));
        expect_took("the call of zip_with", time, Duration::ZERO);
        for want in [11, 22] {
            let (sum, time) = took(|| receive("zip_with", &sums));
            expect_eq("the next result", sum, want);
            expect_took("the wait for a pair", time, Duration::from_secs(1));
        }
        let (rest, time) = took(|| drain("zip_with", &sums));
        expect_sequence("what comes after the last pair", rest, []);
        expect_took("the wait for the end", time, Duration::ZERO);
    }
}
