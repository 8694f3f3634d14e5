//! The hidden suite of `interleave`: strict turns, the rest of the longer, and patience.

use crate::common::{endless, expect_in_hand, stream};
use check::prelude::*;
use generator::interleave;
use std::thread;

/// It is the turn of `a`, which is open and silent: nothing may come, and the stream is not at its
/// end.
fn expect_patience(mixed: &Receiver<i32>) {
    settle();
    match mixed.try_recv() {
        Ok(value) => fail(
            Code::WrongOrder,
            format!("{value} came out of turn: it is the turn of `a`, which is open and silent"),
        ),
        Err(error) if error.is_disconnected() => fail(
            Code::EarlyClose,
            "the stream is closed, though both inputs are still open",
        ),
        Err(_) => {}
    }
}

check::suite! {
    /// The values come by turns: first of `a`, first of `b`, second of `a`, and so on.
    #[check(basic, weight = 4, budget = 2_000)]
    fn takes_turns_beginning_with_a() {
        let mixed = interleave(stream([1, 2, 3]), stream([10, 20, 30]));
        expect_sequence(
            "the stream",
            drain("interleave", &mixed),
            [1, 10, 2, 20, 3, 30],
        );
    }

    /// When one input has ended, the rest of the other follows, in order.
    #[check(basic, weight = 4, budget = 300)]
    fn the_rest_follows() {
        for (a, b, want) in [
            (vec![1, 2, 3, 4, 5, 6], vec![10], vec![1, 10, 2, 3, 4, 5, 6]),
            (vec![1], vec![10, 20, 30, 40], vec![1, 10, 20, 30, 40]),
            (vec![], vec![10, 20], vec![10, 20]),
            (vec![1, 2], vec![], vec![1, 2]),
        ] {
            let what = format!("{} values with {}", a.len(), b.len());
            let mixed = interleave(stream(a), stream(b));
            expect_sequence(&what, drain("interleave", &mixed), want);
        }
    }

    /// An input whose turn it is, is waited for, though the other has values ready.
    #[check(ordering, weight = 3, budget = 500)]
    fn waits_for_whose_turn_it_is() {
        let (to_a, a) = unbounded();
        let (to_b, b) = unbounded();
        let mixed = interleave(a, b);
        for number in [10, 20] {
            let _ = to_b.send(number);
        }
        expect_patience(&mixed);
        let _ = to_a.send(1);
        expect_sequence(
            "the stream after 1 came from `a`",
            receive_n("interleave", &mixed, 2),
            [1, 10],
        );
        expect_patience(&mixed);
        drop((to_a, to_b));
        expect_sequence(
            "the rest after `a` ended",
            drain("interleave", &mixed),
            [20],
        );
    }

    /// At rest, at most one value of each input is in hand, and one waits in the output.
    #[check(resources, weight = 3, budget = 200)]
    fn takes_no_more_than_it_needs() {
        let (a, b) = (stream(0..8), stream(100..108));
        let (watch_a, watch_b) = (a.clone(), b.clone());
        let mixed = interleave(a, b);
        for received in 0..4_usize {
            expect_in_hand("interleave, input a", &watch_a, 8, received);
            expect_in_hand("interleave, input b", &watch_b, 8, received);
            let pair = receive_n("interleave", &mixed, 2);
            expect_sequence("the next two values", pair, [received, 100 + received]);
        }
        expect_eq(
            "how many values follow",
            drain("interleave", &mixed).len(),
            8,
        );
    }

    /// Once its reader has left, the thread ends at its next send, without a panic.
    #[check(resources, weight = 3, budget = 1_000)]
    fn ends_when_the_reader_leaves() {
        let mixed = interleave(endless(), endless());
        expect_sequence(
            "the start of the stream",
            receive_n("interleave", &mixed, 3),
            [1, 1, 2],
        );
        drop(mixed);
        expect_no_threads("interleave and its feeders, after its reader left");
    }

    /// After one input has ended, each value of the other is handed on the moment it comes, and the
    /// end too.
    #[check(timing, weight = 3, budget = 500)]
    fn waits_quietly_for_the_rest() {
        let (to_b, b) = unbounded();
        thread::spawn(move || {
            for number in [10, 20] {
                thread::sleep(Duration::from_secs(1));
                let _ = to_b.send(number);
            }
            thread::sleep(Duration::from_secs(1));
        });
        let (mixed, time) = took(|| interleave(stream([1]), b));
        expect_took("the call of interleave", time, Duration::ZERO);
        expect_eq("the only value of `a`", receive("interleave", &mixed), 1);
        for want in [10, 20] {
            let (got, time) = took(|| receive("interleave", &mixed));
            expect_eq("the next value", got, want);
            expect_took("the wait for a value of `b`", time, Duration::from_secs(1));
        }
        let (rest, time) = took(|| drain("interleave", &mixed));
        expect_sequence("what comes after the last value", rest, []);
        expect_took("the wait for the end of `b`", time, Duration::from_secs(1));
    }
}
