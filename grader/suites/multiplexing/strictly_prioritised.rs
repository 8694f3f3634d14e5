//! The hidden suite of `strictly_prioritised`: not one value slips through, and none gets lost over it.

use crate::common::{endless, expect_near, large, ms, open, paced, sides, small, stream};
use check::prelude::*;
use multiplexing::strictly_prioritised;

/// The next value, received at rest.
fn next(output: &Receiver<u32>) -> u32 {
    settle();
    receive("strictly_prioritised", output)
}

/// The next value, received at rest while `wanted` of `high` is there.
fn expect_high(output: &Receiver<u32>, wanted: u32) {
    let got = next(output);
    expect(
        got < 100,
        Code::WrongOrder,
        format!("{got} of `low` came before {wanted} of `high`, which was there"),
    );
    expect_eq("the next value of `high`", got, wanted);
}

check::suite! {
    /// All values of both come, each side in its order, and then the stream closes.
    #[check(basic, weight = 3)]
    fn brings_everything() {
        let output = strictly_prioritised(stream([1]), stream([100, 101]));
        let got = drain("strictly_prioritised", &output);
        expect_part("the values of `high`", &got, small, [1]);
        expect_part("the values of `low`", &got, large, [100, 101]);
    }

    /// A value of `high` overtakes even the value of `low` that had been taken when it came.
    #[check(ordering, weight = 5)]
    fn high_overtakes_what_is_in_hand() {
        let (to_high, high) = open([]);
        let (to_low, low) = open(100..106);
        let output = strictly_prioritised(high, low);
        let mut all = Vec::new();
        for number in [1, 3] {
            settle();
            let _ = to_high.send(number);
            settle();
            let _ = to_high.send(number + 1);
            for wanted in [number, number + 1] {
                expect_high(&output, wanted);
                all.push(wanted);
            }
            all.push(next(&output));
        }
        drop((to_high, to_low));
        all.extend(drain("strictly_prioritised", &output));
        expect_part("the values of `low`", &all, large, 100..106);
    }

    /// The value of `low` that is in hand when `high`, or `low` itself, ends, is not lost.
    #[check(deadlock, weight = 4)]
    fn what_is_in_hand_survives_an_end() {
        for high_first in [true, false] {
            let (to_high, high) = open([]);
            let (to_low, low) = open([100]);
            let output = strictly_prioritised(high, low);
            settle();
            if high_first {
                drop(to_high);
                settle();
                drop(to_low);
            } else {
                drop(to_low);
                settle();
                let _ = to_high.send(1);
                expect_high(&output, 1);
                drop(to_high);
            }
            settle();
            expect_sequence(
                "the rest after both sides have ended",
                drain("strictly_prioritised", &output),
                [100],
            );
        }
    }

    /// When one side has ended, the other goes on and is waited for, quietly.
    #[check(deadlock, weight = 3)]
    fn goes_on_with_the_other_side() {
        for high_ends in [true, false] {
            let (sender, late) = open([100]);
            let short = stream([1]);
            let output = if high_ends {
                strictly_prioritised(short, late)
            } else {
                strictly_prioritised(late, short)
            };
            let first = receive_n("strictly_prioritised", &output, 2);
            expect_same_items("the first value of each side", first, [1, 100]);
            expect_open_and_empty(
                "strictly_prioritised, with one side ended and the other silent",
                &output,
            );
            advance(ms(1_000));
            let _ = sender.send(101);
            expect_eq(
                "the next value of the other side",
                receive("strictly_prioritised", &output),
                101,
            );
            drop(sender);
            expect_closed("strictly_prioritised, with both sides ended", &output);
        }
    }

    /// Values are handed on the moment they come, those of `low` if `high` is silent.
    #[check(timing, weight = 3)]
    fn hands_on_what_comes() {
        let high = paced([(ms(25), 1)]);
        let low = paced([(ms(10), 100), (ms(10), 101), (ms(10), 102)]);
        let (output, time) = took(|| strictly_prioritised(high, low));
        expect_took("the call", time, Duration::ZERO);
        for (want, moment) in [(100, ms(10)), (101, ms(20)), (1, ms(25)), (102, ms(30))] {
            expect_eq(
                "the next value",
                receive("strictly_prioritised", &output),
                want,
            );
            expect_took("the time until it came", elapsed(), moment);
        }
        expect_closed("strictly_prioritised, with both sides ended", &output);
    }

    /// At rest, of each side at most two values have been taken in advance.
    #[check(resources, weight = 2)]
    fn stays_near_its_consumer() {
        let (high, low) = (stream(0..3), stream(100..106));
        let (watch_high, watch_low) = (high.clone(), low.clone());
        let output = strictly_prioritised(high, low);
        let mut got = Vec::new();
        for _ in 0..6 {
            let (first, second) = sides(&got, 100);
            expect_near(
                "strictly_prioritised, side high",
                &watch_high,
                3,
                first.len(),
            );
            expect_near(
                "strictly_prioritised, side low",
                &watch_low,
                6,
                second.len(),
            );
            got.push(receive("strictly_prioritised", &output));
        }
        got.extend(drain("strictly_prioritised", &output));
        expect_eq("how many values came", got.len(), 9);
    }

    /// When its consumer has left, the threads end at their next send, and let go of both sides.
    #[check(resources, weight = 2)]
    fn ends_when_the_consumer_leaves() {
        let output = strictly_prioritised(endless(1), endless(100));
        let _ = receive_n("strictly_prioritised", &output, 3);
        drop(output);
        expect_no_threads("strictly_prioritised and its two feeders, after the consumer left");
    }

    /// One value of each side, and both ends: under every schedule.
    #[check(basic, weight = 2, exhaustive)]
    fn one_value_of_each() {
        let output = strictly_prioritised(stream([1]), stream([100]));
        expect_same_items(
            "the values",
            drain("strictly_prioritised", &output),
            [1, 100],
        );
    }
}
