//! The hidden suite of `prioritised`: one value may slip through, and no more.

use crate::common::{endless, expect_near, large, ms, open, sides, small, stream};
use check::prelude::*;
use multiplexing::prioritised;

/// Receives `count` values, each at rest, so that whoever stands between has taken what it takes.
fn receive_at_rest(stream: &Receiver<u32>, count: usize) -> Vec<u32> {
    (0..count)
        .map(|_| {
            settle();
            receive("prioritised", stream)
        })
        .collect()
}

/// How many values of `low`, which are 100 or more, come before the last one of `high`.
fn low_before_high(got: &[u32]) -> usize {
    let last = got.iter().rposition(|value| *value < 100).unwrap_or(0);
    got[..last].iter().filter(|value| **value >= 100).count()
}

/// Everything came, in order, and at most one value of `low` before those of `high`.
fn expect_priority(
    got: &[u32],
    high: impl IntoIterator<Item = u32>,
    low: impl IntoIterator<Item = u32>,
) {
    let passed = low_before_high(got);
    expect(
        passed <= 1,
        Code::WrongOrder,
        format!(
            "{passed} values of `low` came before a value of `high` that was there, of which one may: {got:?}"
        ),
    );
    expect_part("the values of `high`", got, small, high);
    expect_part("the values of `low`", got, large, low);
}

check::suite! {
    /// All values of both come, each side in its order, and then the stream closes.
    #[check(basic, weight = 3)]
    fn brings_everything() {
        let output = prioritised(stream([1]), stream([100, 101]));
        let got = drain("prioritised", &output);
        expect_part("the values of `high`", &got, small, [1]);
        expect_part("the values of `low`", &got, large, [100, 101]);
    }

    /// Of values that are there from the beginning, at most one of `low` comes before those of `high`.
    #[check(ordering, weight = 3)]
    fn high_goes_first() {
        let output = prioritised(stream([1, 2, 3]), stream([100, 101, 102]));
        let got = receive_at_rest(&output, 6);
        expect_priority(&got, [1, 2, 3], [100, 101, 102]);
        expect_closed("prioritised, with both sides ended", &output);
    }

    /// Values of `high` that come later overtake all values of `low` but one, as often as they come.
    #[check(ordering, weight = 4)]
    fn high_overtakes() {
        let (to_high, high) = open([]);
        let (to_low, low) = open(100..106);
        let output = prioritised(high, low);
        let mut all = Vec::new();
        for number in [1, 3] {
            settle();
            let _ = to_high.send(number);
            settle();
            let _ = to_high.send(number + 1);
            let mut got = Vec::new();
            while !got.contains(&(number + 1)) && got.len() < 8 {
                got.extend(receive_at_rest(&output, 1));
            }
            let (_, low) = sides(&got, 100);
            expect_priority(&got, [number, number + 1], low);
            all.extend(got);
        }
        drop((to_high, to_low));
        all.extend(drain("prioritised", &output));
        expect_part("the values of `low`", &all, large, 100..106);
    }

    /// Values are handed on the moment they come, those of `low` if `high` is silent, and the other way round.
    #[check(timing, weight = 3)]
    fn low_is_not_neglected() {
        let ((to_high, high), (to_low, low)) = (open([1]), open([]));
        let (output, time) = took(|| prioritised(high, low));
        expect_took("the call", time, Duration::ZERO);
        expect_eq("the first value", receive("prioritised", &output), 1);
        for (side, value) in [
            (&to_low, 100),
            (&to_low, 101),
            (&to_high, 2),
            (&to_low, 102),
            (&to_high, 3),
        ] {
            advance(ms(10));
            let _ = side.send(value);
            let (got, time) = took(|| receive("prioritised", &output));
            expect_eq("the next value", got, value);
            expect_took("the wait for it", time, Duration::ZERO);
        }
        drop((to_high, to_low));
        expect_closed("prioritised, with both sides ended", &output);
    }

    /// When one side has ended, the other goes on and is waited for, quietly.
    #[check(deadlock, weight = 4)]
    fn goes_on_with_the_other_side() {
        for high_ends in [true, false] {
            let (sender, late) = open([100]);
            let short = stream([1]);
            let output = if high_ends {
                prioritised(short, late)
            } else {
                prioritised(late, short)
            };
            expect_same_items(
                "the first value of each side",
                receive_n("prioritised", &output, 2),
                [1, 100],
            );
            expect_open_and_empty(
                "prioritised, with one side ended and the other silent",
                &output,
            );
            advance(ms(1_000));
            let _ = sender.send(101);
            expect_eq(
                "the next value of the other side",
                receive("prioritised", &output),
                101,
            );
            drop(sender);
            expect_closed("prioritised, with both sides ended", &output);
        }
    }

    /// At rest, of each side at most two values have been taken in advance.
    #[check(resources, weight = 2)]
    fn stays_near_its_consumer() {
        let (high, low) = (stream(0..3), stream(100..106));
        let (watch_high, watch_low) = (high.clone(), low.clone());
        let output = prioritised(high, low);
        let mut got = Vec::new();
        for _ in 0..6 {
            let (first, second) = sides(&got, 100);
            expect_near("prioritised, side high", &watch_high, 3, first.len());
            expect_near("prioritised, side low", &watch_low, 6, second.len());
            got.push(receive("prioritised", &output));
        }
        got.extend(drain("prioritised", &output));
        expect_eq("how many values came", got.len(), 9);
    }

    /// When its consumer has left, the threads end at their next send, and let go of both sides.
    #[check(resources, weight = 2)]
    fn ends_when_the_consumer_leaves() {
        let output = prioritised(endless(1), endless(100));
        let _ = receive_n("prioritised", &output, 3);
        drop(output);
        expect_no_threads("prioritised and its two feeders, after the consumer left");
    }

    /// One value of each side, and both ends: under every schedule.
    #[check(basic, weight = 2, exhaustive)]
    fn one_value_of_each() {
        let output = prioritised(stream([1]), stream([100]));
        expect_same_items("the values", drain("prioritised", &output), [1, 100]);
    }
}
