//! The hidden suite of `three_stages`: the numbers, the close, and good manners towards both
//! neighbours.

use crate::common::{
    SECOND, expect_in_hand, expect_let_go, expect_waiting_at_most, feed, stream, trickle,
};
use check::prelude::*;
use pipeline::{double, filter_gt, produce};

check::suite! {
    /// `produce` sends its items in order, equal and negative ones too, and then closes.
    #[check(basic, weight = 2, exhaustive)]
    fn produces_the_items_in_order() {
        let numbers = produce(vec![3, -1, 3]);
        expect_sequence(
            "the stream of produce",
            drain("produce", &numbers),
            [3, -1, 3],
        );
    }

    /// `double` sends every number times two.
    #[check(basic, weight = 2)]
    fn doubles_every_number() {
        let numbers = double(stream([1, -2, 0, 1]));
        expect_sequence(
            "the stream of double",
            drain("double", &numbers),
            [2, -4, 0, 2],
        );
    }

    /// `filter_gt` sends the numbers that are strictly greater than its limit.
    #[check(basic, weight = 3)]
    fn filters_strictly() {
        for (limit, want) in [(10, vec![11, 12]), (-6, vec![10, 11, -5, 12]), (12, vec![])] {
            let what = format!("filter_gt(…, {limit})");
            let numbers = filter_gt(stream([10, 11, -5, 12]), limit);
            expect_sequence(
                &format!("the stream of {what}"),
                drain(&what, &numbers),
                want,
            );
        }
    }

    /// Connected, the three send the doubles that are greater than the limit, and close.
    #[check(basic, weight = 3)]
    fn the_pipeline_is_connected() {
        let numbers = filter_gt(double(produce(vec![7, 5, 6])), 10);
        expect_sequence(
            "the end of the pipeline",
            drain("the pipeline", &numbers),
            [14, 12],
        );
    }

    /// Of nothing comes nothing: the stream is closed at once.
    #[check(deadlock, weight = 2)]
    fn nothing_stays_nothing() {
        let numbers = filter_gt(double(produce(vec![])), 0);
        expect_closed("the pipeline of no numbers", &numbers);
    }

    /// At rest, at most one number waits in a stream, and a stage has at most two in hand.
    #[check(resources, weight = 3)]
    fn stays_near_its_reader() {
        let numbers = produce((1..=8).collect());
        expect_waiting_at_most("produce", &numbers, 1);
        expect_eq("how many numbers come", drain("produce", &numbers).len(), 8);

        let (first, second) = (stream(1..=8), stream(1..=8));
        let (watch_first, watch_second) = (first.clone(), second.clone());
        let (doubles, large) = (double(first), filter_gt(second, 2));
        for received in 0..3_usize {
            expect_in_hand("double", &watch_first, 8, received, 2);
            // 1 and 2 were looked at, and found too small.
            expect_in_hand("filter_gt", &watch_second, 8, 2 + received, 2);
            receive("double", &doubles);
            receive("filter_gt", &large);
        }
        expect_eq(
            "how many doubles follow",
            drain("double", &doubles).len(),
            5,
        );
        expect_eq(
            "how many numbers above 2 follow",
            drain("filter_gt", &large).len(),
            3,
        );
    }

    /// When the reader leaves, each stage ends at its next send, without a panic, and lets go of
    /// its input.
    #[check(resources, weight = 3)]
    fn ends_when_the_reader_leaves() {
        let numbers = produce((1..=50).collect());
        expect_eq("the first number", receive("produce", &numbers), 1);
        drop(numbers);
        expect_no_threads("produce, after its reader left");

        let taken = Count::new();
        let numbers = filter_gt(double(feed(50, &taken)), 2);
        expect_eq("the first number", receive("the pipeline", &numbers), 4);
        drop(numbers);
        // 1 and 2, two in hand in each stage, and one with which each notices.
        expect_let_go("the pipeline, after its reader left", &taken, 8);
    }

    /// A number is passed on the moment it comes; an input that is silent for a while has not
    /// ended.
    #[check(timing, weight = 2)]
    fn passes_on_each_number_as_it_comes() {
        let (numbers, time) = took(|| filter_gt(double(trickle([1, 2])), 0));
        expect_took("building the pipeline", time, Duration::ZERO);
        for want in [2, 4] {
            let (got, time) = took(|| receive("the pipeline", &numbers));
            expect_eq("the next number", got, want);
            expect_took("the wait for a number that comes after 1 s", time, SECOND);
        }
        let (rest, time) = took(|| drain("the pipeline", &numbers));
        expect_sequence("what comes after the last number", rest, []);
        expect_took("the wait for the end, which comes after 1 s", time, SECOND);
    }
}
