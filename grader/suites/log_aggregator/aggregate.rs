//! The hidden suite of `aggregate`: living logs, none of which is ever silent for as long as `PATIENCE`.

use crate::common::{
    Brief, SECOND, all, closed, endless, expect_next, expect_sound, in_order, open, paced, timed,
};
use check::prelude::*;
use log_aggregator::{Entry, Line, Place, aggregate};

/// More than any source here takes between two lines.
const PATIENCE: Duration = Duration::from_secs(86_400);

/// An entry that is in order, at a moment.
fn at_second(moment: u32, source: usize, at: u64) -> (Duration, Brief) {
    (moment * SECOND, (source, at, Place::InOrder))
}

/// At rest, at most two lines of each of these have been taken beyond those that the consumer received.
fn expect_near(watch: &[Receiver<Line>; 2], total: usize, got: &[Brief]) {
    settle();
    for (source, lines) in watch.iter().enumerate() {
        let received = got.iter().filter(|entry| entry.0 == source).count();
        let taken = total - lines.len();
        let message = format!(
            "{taken} lines of source {source} were taken while the consumer had received {received} of them; at most two more may be taken"
        );
        expect(taken <= received + 2, Code::NotLazy, message);
    }
}

/// The entries came at these moments.
fn expect_moments(got: &[(Duration, Brief)], want: &[(Duration, Brief)]) {
    for (got, want) in got.iter().zip(want) {
        let (source, at, _) = want.1;
        expect_eq("the next entry", got.1, want.1);
        let what = format!("the time until the entry of source {source} at {at}");
        expect_took(&what, got.0, want.0);
    }
}

check::suite! {
    /// All lines of closed sources come, in the order of their times, all of them in order; then the output closes.
    #[check(basic, weight = 5)]
    fn orders_by_time() {
        let output = aggregate(vec![closed(0, &[1, 4, 6]), closed(1, &[2, 3, 7])], PATIENCE);
        expect_sequence(
            "the merge of [1, 4, 6] and [2, 3, 7]",
            all(&output),
            in_order(&[(0, 1), (1, 2), (1, 3), (0, 4), (0, 6), (1, 7)]),
        );
    }

    /// Of equal times, the source with the smaller index goes first.
    #[check(ordering, weight = 3)]
    fn ties_go_by_source() {
        let output = aggregate(vec![closed(0, &[2, 2]), closed(1, &[1, 2]), closed(2, &[2])], PATIENCE);
        expect_sequence(
            "the merge of [2, 2], [1, 2] and [2]",
            all(&output),
            in_order(&[(1, 1), (0, 2), (0, 2), (1, 2), (2, 2)]),
        );
    }

    /// One line of each of two sources: under every schedule they come in order.
    #[check(ordering, weight = 2, exhaustive, budget = 50_000)]
    fn orders_under_every_schedule() {
        let output = aggregate(vec![closed(0, &[2]), closed(1, &[1])], PATIENCE);
        let got = all(&output);
        expect_sequence("the merge of [2] and [1]", got, in_order(&[(1, 1), (0, 2)]));
    }

    /// A line is held until every open source has shown one that is not smaller, and is sent at once then.
    #[check(timing, weight = 6)]
    fn an_open_source_is_waited_for() {
        let late = paced(1, &[(SECOND, 3), (SECOND, 4), (3 * SECOND, 9)]);
        let sources = vec![closed(0, &[1, 3, 5, 7, 10]), late];
        let (output, time) = took(|| aggregate(sources, PATIENCE));
        expect_took("the call", time, Duration::ZERO);
        let want = [
            at_second(1, 0, 1),
            at_second(1, 0, 3),
            at_second(1, 1, 3),
            at_second(2, 1, 4),
            at_second(5, 0, 5),
            at_second(5, 0, 7),
            at_second(5, 1, 9),
            at_second(5, 0, 10),
        ];
        let got = timed(&output);
        expect_sound(&got.iter().map(|entry| entry.1).collect::<Vec<_>>(), &[&[1, 3, 5, 7, 10], &[3, 4, 9]]);
        expect_moments(&got, &want);
        expect_took("the time until the end", elapsed(), 5 * SECOND);
    }

    /// A source that closes is not waited for any more; what it wrote comes all the same, and the others go on.
    #[check(deadlock, weight = 5)]
    fn a_closed_source_stops_nobody() {
        let slow = |source| paced(source, &[(SECOND, 1), (SECOND, 5)]);
        let cases: [([Receiver<Line>; 2], &[u64]); 3] = [
            ([closed(0, &[]), slow(1)], &[1, 5]),
            ([closed(0, &[8]), slow(1)], &[1, 5, 8]),
            ([slow(0), closed(1, &[3, 8])], &[1, 3, 5, 8]),
        ];
        for (sources, times) in cases {
            let got = all(&aggregate(sources.into(), PATIENCE));
            expect_sequence(
                "the times of the merged log",
                got.iter().map(|entry| entry.1),
                times.iter().copied(),
            );
        }
    }

    /// A source that closes while others wait for it sets them free at once.
    #[check(deadlock, weight = 3)]
    fn a_close_sets_the_others_free() {
        let (sender, lines) = open(1, &[2]);
        let output = aggregate(vec![closed(0, &[1, 3]), lines], PATIENCE);
        expect_next(&output, (0, 1, Place::InOrder));
        expect_next(&output, (1, 2, Place::InOrder));
        expect_open_and_empty("the merged log, while an open source shows no line", &output);
        drop(sender);
        settle();
        let (got, time) = took(|| all(&output));
        expect_sequence("what comes after the close", got, in_order(&[(0, 3)]));
        expect_took("waiting for it", time, Duration::ZERO);
    }

    /// Without sources, or with sources without lines, the output closes at once.
    #[check(deadlock, weight = 2)]
    fn works_with_any_sources() {
        let none = aggregate(vec![], PATIENCE);
        expect_closed("the merge of no sources", &none);
        let empty = aggregate(vec![closed(0, &[]), closed(1, &[])], PATIENCE);
        expect_closed("the merge of two empty sources", &empty);
        let one = aggregate(vec![closed(0, &[0, 0, u64::MAX])], PATIENCE);
        let want = in_order(&[(0, 0), (0, 0), (0, u64::MAX)]);
        expect_sequence("the merge of one source", all(&one), want);
        let four = [closed(0, &[]), closed(1, &[2]), closed(2, &[1]), closed(3, &[0])];
        let output = aggregate(four.into(), PATIENCE);
        let want = in_order(&[(3, 0), (2, 1), (1, 2)]);
        expect_sequence("the merge of four sources", all(&output), want);
    }

    /// Everything that a source wrote before it closed comes, though others are still waited for.
    #[check(ordering, weight = 3)]
    fn nothing_is_lost_at_a_close() {
        let output = aggregate(
            vec![closed(0, &[5, 6]), paced(1, &[(SECOND, 7)]), closed(2, &[5])],
            PATIENCE,
        );
        let want = in_order(&[(0, 5), (2, 5), (0, 6), (1, 7)]);
        expect_sequence("the merged log", all(&output), want);
    }

    /// At rest, at most two lines of each source have been taken that the consumer has not received, whoever is waited for.
    #[check(resources, weight = 5)]
    fn stays_near_its_consumer() {
        let watch = [closed(0, &[1, 2, 3, 7, 8, 9]), closed(1, &[4, 5, 6, 10, 11, 12])];
        let (sender, silent) = open(2, &[]);
        let output = aggregate(vec![watch[0].clone(), watch[1].clone(), silent], PATIENCE);
        expect_near(&watch, 6, &[]);
        drop(sender);
        let mut got = Vec::new();
        while got.len() < 12 {
            expect_near(&watch, 6, &got);
            let entry: Entry = receive("the merged log", &output);
            got.push((entry.source, entry.line.at, entry.place));
        }
        expect_closed("the merged log, after its last entry", &output);
    }

    /// When the consumer has left, all threads end at their next send, and let go of the sources.
    #[check(resources, weight = 3)]
    fn ends_when_the_consumer_leaves() {
        let output = aggregate(vec![endless(0), endless(1)], PATIENCE);
        for _ in 0..3 {
            let _ = receive("the merged log", &output);
        }
        drop(output);
        expect_no_threads("the aggregator and its two sources, after the consumer left");
    }

    /// At whatever pace sources and aggregator run, nothing is lost, and everything is in order.
    #[check(ordering, weight = 2)]
    fn any_pace_will_do() {
        let now = Duration::ZERO;
        let sources = vec![paced(0, &[(now, 1), (now, 3)]), paced(1, &[(now, 2)])];
        let want = in_order(&[(0, 1), (1, 2), (0, 3)]);
        expect_sequence("the merged log", all(&aggregate(sources, PATIENCE)), want);
    }
}
