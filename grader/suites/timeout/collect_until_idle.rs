//! The hidden suite of `collect_until_idle`: a limit for the silence alone.

use crate::common::{NANOSECOND, left_in, ms, paced, stream};
use check::prelude::*;
use timeout::collect_until_idle;

check::suite! {
    /// What comes until the silence is returned, in order; what comes after it stays in the
    /// channel.
    #[check(basic, weight = 3)]
    fn returns_what_came_before_the_silence() {
        let numbers = paced([ms(10), ms(40), ms(400)]);
        expect_sequence(
            "what came before a silence of 100 ms",
            collect_until_idle(&numbers, ms(100)),
            [1, 2],
        );
        expect_eq("the next value", receive("the channel", &numbers), 3);
    }

    /// A channel that has closed ends the collection.
    #[check(basic, weight = 2, exhaustive)]
    fn returns_all_of_a_closed_channel() {
        let got = collect_until_idle(&stream([1, 2, 3]), ms(100));
        expect_sequence("what a closed channel held", got, [1, 2, 3]);
        let numbers = paced([ms(30), ms(30)]);
        expect_sequence(
            "what came before the close",
            collect_until_idle(&numbers, ms(100)),
            [1, 2],
        );
    }

    /// If nothing comes, nothing is returned, at the limit.
    #[check(basic)]
    fn returns_nothing_of_silence() {
        let (sender, silent) = unbounded::<u32>();
        for idle in [ms(100), Duration::ZERO] {
            let (got, time) = took(|| collect_until_idle(&silent, idle));
            expect_sequence("what came of a silent channel", got, []);
            expect_took(&format!("waiting for a silence of {idle:?}"), time, idle);
        }
        drop(sender);
    }

    /// Each value starts the limit anew: many short pauses are no silence.
    #[check(timing, weight = 4)]
    fn restarts_with_each_value() {
        let mut pauses = vec![ms(90); 6];
        pauses.push(ms(1_000));
        let numbers = paced(pauses);
        let (got, time) = took(|| collect_until_idle(&numbers, ms(100)));
        expect_sequence("six values, 90 ms apart", got, 1..=6);
        expect_took(
            "the collection, with the last value at 540 ms",
            time,
            ms(640),
        );
        expect_sequence("what comes afterwards", drain("the channel", &numbers), [7]);
    }

    /// The end of the channel is noticed at once, whether it was before or during the call.
    #[check(timing, weight = 2)]
    fn notices_the_end_at_once() {
        let numbers = paced([ms(60), ms(60)]);
        for (moment, want) in [("during", ms(120)), ("before", Duration::ZERO)] {
            let ((), time) = took(|| drop(collect_until_idle(&numbers, ms(100))));
            expect_took(&format!("noticing a close {moment} the call"), time, want);
        }
    }

    /// A pause that is one nanosecond shorter than the limit is no silence, one that is one
    /// nanosecond longer is.
    #[check(timing, weight = 2)]
    fn counts_nanoseconds() {
        let idle = Duration::new(0, 99_999_500);
        let numbers = paced([ms(30), idle - NANOSECOND, idle + NANOSECOND]);
        let (got, time) = took(|| collect_until_idle(&numbers, idle));
        expect_sequence("what came before the silence", got, [1, 2]);
        expect_took("the collection", time, ms(30) + 2 * idle - NANOSECOND);
        advance(NANOSECOND);
        expect_eq(
            "the late value, which stays in the channel",
            left_in(&numbers),
            [3],
        );
    }

    /// `Duration::MAX` is a silence that never lasts long enough.
    #[check(timing)]
    fn knows_no_limit() {
        let numbers = paced([ms(1), Duration::from_secs(86_400)]);
        expect_sequence(
            "what came until the close",
            collect_until_idle(&numbers, Duration::MAX),
            [1, 2],
        );
    }

    /// Values that come just as the silence is long enough are returned or stay in the channel,
    /// however slow the threads are.
    #[check(ordering, weight = 2, adverse)]
    fn loses_nothing_in_the_race() {
        let numbers = paced([ms(10), ms(10), ms(20)]);
        let mut got = collect_until_idle(&numbers, ms(10));
        got.extend(drain("the channel", &numbers));
        expect_sequence("what was collected, and what stayed", got, [1, 2, 3]);
    }
}
