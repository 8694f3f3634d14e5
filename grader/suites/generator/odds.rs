//! The hidden suite of `odds`: the numbers, the close, and good manners towards the reader.

use crate::common::expect_waiting_at_most;
use check::prelude::*;
use generator::odds;

check::suite! {
    /// `odds(9)` sends 1, 3, 5, 7 and 9, in this order, and then closes.
    #[check(basic, weight = 2, exhaustive)]
    fn counts_up_in_twos() {
        let numbers = odds(9);
        expect_sequence(
            "the stream of odds(9)",
            drain("odds(9)", &numbers),
            [1, 3, 5, 7, 9],
        );
    }

    /// The last number is the largest odd one that is not above `max`; `odds(0)` has none.
    #[check(basic, weight = 2, budget = 300)]
    fn stops_at_max() {
        for (max, want) in [
            (2, vec![1]),
            (3, vec![1, 3]),
            (6, vec![1, 3, 5]),
            (1, vec![1]),
            (0, vec![]),
        ] {
            let what = format!("odds({max})");
            let numbers = odds(max);
            expect_sequence(
                &format!("the stream of {what}"),
                drain(&what, &numbers),
                want,
            );
        }
    }

    /// Two streams at once do not disturb each other, and a stream may be read late.
    #[check(deadlock, budget = 500)]
    fn two_streams_are_independent() {
        let late = odds(5);
        let early = odds(7);
        expect_sequence(
            "the stream of odds(7)",
            drain("odds(7)", &early),
            [1, 3, 5, 7],
        );
        expect_sequence("the stream of odds(5)", drain("odds(5)", &late), [1, 3, 5]);
    }

    /// Numbers are made while they are read: at rest at most 100 of them wait.
    #[check(resources, weight = 2, budget = 20)]
    fn stays_near_its_reader() {
        let numbers = odds(401);
        expect_waiting_at_most("odds(401)", &numbers, 100);
        expect_sequence(
            "the start of odds(401)",
            receive_n("odds(401)", &numbers, 3),
            [1, 3, 5],
        );
        expect_waiting_at_most("odds(401)", &numbers, 100);
        // To the end: leaving early is the next check's business.
        expect_eq(
            "how many numbers follow",
            drain("odds(401)", &numbers).len(),
            198,
        );
    }

    /// `odds(u64::MAX)` can be read and left: then its thread ends at its next send, without a
    /// panic.
    #[check(resources, weight = 2, exhaustive)]
    fn ends_when_the_reader_leaves() {
        let numbers = odds(u64::MAX);
        expect_sequence(
            "the start of odds(u64::MAX)",
            receive_n("odds(u64::MAX)", &numbers, 2),
            [1, 3],
        );
        drop(numbers);
        expect_no_threads("odds(u64::MAX), after its reader left");
    }

    /// Neither the call nor the numbers cost time.
    #[check(timing, budget = 100)]
    fn costs_no_time() {
        let ((), time) = took(|| drop(drain("odds(13)", &odds(13))));
        expect_took("reading odds(13)", time, Duration::ZERO);
    }
}
