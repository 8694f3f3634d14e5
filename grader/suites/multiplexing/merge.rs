//! The hidden suite of `merge`: both sides, whole and in their order, and the end of each.

use crate::common::{endless, expect_near, large, ms, open, paced, sides, small, stream};
use check::prelude::*;
use multiplexing::merge;

/// Both sides came whole and in order.
fn expect_sides(got: &[u32], a: impl IntoIterator<Item = u32>, b: impl IntoIterator<Item = u32>) {
    expect_part("the values of `a`", got, small, a);
    expect_part("the values of `b`", got, large, b);
}

check::suite! {
    /// All values of both sides come, those of one side in their order, and then the stream closes.
    #[check(basic, weight = 3)]
    fn brings_everything() {
        let merged = merge(stream([1, 2]), stream([100, 101]));
        expect_sides(&drain("merge", &merged), [1, 2], [100, 101]);
    }

    /// Sides of different lengths, and sides without values, are merged as well.
    #[check(basic, weight = 2)]
    fn one_side_may_be_shorter() {
        for (a, b) in [(0, 0), (0, 2), (2, 0), (1, 3), (3, 1)] {
            let merged = merge(stream(0..a), stream(100..100 + b));
            expect_sides(&drain("merge", &merged), 0..a, 100..100 + b);
        }
    }

    /// A side that has ended does not stop the other, which is still waited for, quietly.
    #[check(deadlock, weight = 4)]
    fn goes_on_with_the_other_side() {
        for swapped in [false, true] {
            let (sender, late) = open([100]);
            let short = stream([1]);
            let merged = if swapped {
                merge(late, short)
            } else {
                merge(short, late)
            };
            expect_same_items(
                "the first value of each side",
                receive_n("merge", &merged, 2),
                [1, 100],
            );
            expect_open_and_empty("merge, with one side ended and the other silent", &merged);
            advance(ms(1_000));
            let _ = sender.send(101);
            expect_eq(
                "the next value of the other side",
                receive("merge", &merged),
                101,
            );
            drop(sender);
            expect_closed("merge, with both sides ended", &merged);
        }
    }

    /// Each value is handed on the moment it comes, and a silent side holds up nobody.
    #[check(timing, weight = 4)]
    fn hands_on_what_comes() {
        for swapped in [false, true] {
            let (sender, silent) = open([]);
            let busy = paced([(ms(10), 1), (ms(10), 2), (ms(10), 3)]);
            let (merged, time) = took(|| {
                if swapped {
                    merge(silent, busy)
                } else {
                    merge(busy, silent)
                }
            });
            expect_took("the call", time, Duration::ZERO);
            for number in 1..=3 {
                let (got, time) = took(|| receive("merge", &merged));
                expect_eq("the next value", got, number);
                expect_took("the wait for it", time, ms(10));
            }
            drop(sender);
            let (rest, time) = took(|| drain("merge", &merged));
            expect_sequence("what comes after both sides have ended", rest, []);
            expect_took("the wait for the end", time, Duration::ZERO);
        }
    }

    /// At rest, of each side at most two values have been taken in advance.
    #[check(resources, weight = 2)]
    fn stays_near_its_consumer() {
        let (a, b) = (stream(0..6), stream(100..106));
        let (watch_a, watch_b) = (a.clone(), b.clone());
        let merged = merge(a, b);
        let mut got = Vec::new();
        for _ in 0..4 {
            let (small, large) = sides(&got, 100);
            expect_near("merge, side a", &watch_a, 6, small.len());
            expect_near("merge, side b", &watch_b, 6, large.len());
            got.push(receive("merge", &merged));
        }
        got.extend(drain("merge", &merged));
        expect_sides(&got, 0..6, 100..106);
    }

    /// When its consumer has left, the threads end at their next send, and let go of both sides.
    #[check(resources, weight = 2)]
    fn ends_when_the_consumer_leaves() {
        let merged = merge(endless(1), endless(100));
        let _ = receive_n("merge", &merged, 3);
        drop(merged);
        expect_no_threads("merge and its two feeders, after the consumer left");
    }

    /// One value of each side, and both ends: under every schedule.
    #[check(basic, weight = 2, exhaustive, budget = 50_000)]
    fn one_value_of_each() {
        let output = merge(stream([1]), stream([100]));
        expect_same_items("the values", drain("merge", &output), [1, 100]);
    }
}
