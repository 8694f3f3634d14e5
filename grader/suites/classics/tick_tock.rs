//! The hidden suite of `tick_tock`: by turns, from the first word to the last.

use crate::common::{SECOND, expect_said, one_by_one, say};
use check::prelude::*;
use classics::tick_tock::TickTock;
use std::thread;

/// What two threads say; `tock`'s comes first.
fn talk(rounds: usize) -> Vec<&'static str> {
    let (clock, said) = (TickTock::new(rounds), Log::new());
    thread::scope(|scope| {
        scope.spawn(|| clock.tock(|| said.push("tock")));
        scope.spawn(|| clock.tick(|| said.push("tick")));
    });
    said.snapshot()
}

check::suite! {
    /// Both words are said by turns, `tick` first, and then both threads come back.
    #[check(basic, weight = 3)]
    fn two_rounds() {
        expect_sequence("2 rounds", talk(2), ["tick", "tock", "tick", "tock"]);
    }

    /// A single round is one tick and one tock.
    #[check(basic, weight = 2, exhaustive, budget = 20000)]
    fn one_round() {
        let (clock, said) = (TickTock::new(1), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| clock.tock(|| said.push("tock")));
            clock.tick(|| said.push("tick"));
        });
        expect_sequence("1 round", said.snapshot(), ["tick", "tock"]);
    }

    /// Any number of rounds is said to its end; in no rounds nothing is.
    #[check(basic)]
    fn any_number_of_rounds() {
        expect_sequence("0 rounds", talk(0), []);
        expect_sequence("5 rounds", talk(5), ["tick", "tock"].repeat(5));
    }

    /// Neither runs ahead of the other.
    #[check(ordering, weight = 3)]
    fn waits_for_whoever_is_late() {
        let (clock, said) = (TickTock::new(2), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| clock.tick(|| said.push("tick")));
            advance(SECOND);
            expect_said("without tock", &said.snapshot(), &["tick"]);
            clock.tock(|| said.push("tock"));
        });
        expect_sequence("2 rounds", said.snapshot(), ["tick", "tock"].repeat(2));

        let (clock, said) = (TickTock::new(1), Log::new());
        thread::scope(|scope| {
            scope.spawn(|| clock.tock(|| said.push("tock")));
            advance(SECOND);
            expect_said("without tick", &said.snapshot(), &[]);
            clock.tick(|| said.push("tick"));
        });
        expect_sequence("1 round", said.snapshot(), ["tick", "tock"]);
    }

    /// A word begins when the one before it has ended, at that moment.
    #[check(timing, weight = 3)]
    fn one_word_at_a_time() {
        let (clock, said) = (TickTock::new(2), Log::new());
        let ((), time) = took(|| {
            thread::scope(|scope| {
                scope.spawn(|| clock.tock(|| say(&said, "tock", 2 * SECOND)));
                scope.spawn(|| clock.tick(|| say(&said, "tick", SECOND)));
            });
        });
        let want = one_by_one(&["tick", "tock", "tick", "tock"]);
        expect_sequence("2 rounds", said.snapshot(), want);
        expect_took("2 ticks of 1 s and 2 tocks of 2 s", time, 6 * SECOND);
    }

    /// Waking for no reason changes nothing.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        expect_sequence("3 rounds", talk(3), ["tick", "tock"].repeat(3));
    }
}
