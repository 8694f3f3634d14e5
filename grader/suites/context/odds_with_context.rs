//! The hidden suite of `odds_with_context`: the pace, and an ear for `done` wherever the thread waits.

use crate::common::{AGES, ms};
use check::prelude::*;
use context::{Context, odds_with_context};
use std::thread;

const PAUSE: Duration = Duration::from_millis(499);

/// More than anybody may have made in advance: how much that is, is another check's business.
const MANY: usize = 10;

/// "Result: 1" and so on.
fn results(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers
        .into_iter()
        .map(|number| format!("Result: {number}"))
        .collect()
}

/// At rest, the thread has ended; at most one result waits, and the stream is closed behind it.
fn expect_ended(what: &str, stream: &Receiver<String>) {
    expect_cancelled(what);
    let rest = drain_at_most(what, stream, MANY);
    expect(
        rest.len() <= 1,
        Code::NotLazy,
        format!("{what}: {} results waited; at most one may", rest.len()),
    );
}

check::suite! {
    /// The results come in order, up to `max`, and then the stream closes.
    #[check(basic, weight = 3, exhaustive)]
    fn counts_up_in_twos() {
        let root = Context::background();
        let stream = odds_with_context(&root, 5);
        expect_sequence(
            "the stream up to 5",
            drain_at_most("the stream up to 5", &stream, MANY),
            results([1, 3, 5]),
        );
    }

    /// The last result is the largest odd number that is not above `max`; for 0 there is none.
    #[check(basic, weight = 2)]
    fn stops_at_max() {
        let root = Context::background();
        for (max, want) in [(0, vec![]), (1, vec![1]), (2, vec![1]), (4, vec![1, 3])] {
            let what = format!("the stream up to {max}");
            let stream = odds_with_context(&root, max);
            expect_sequence(&what, drain_at_most(&what, &stream, MANY), results(want));
        }
    }

    /// The first result comes at once, each other 499 ms after the one before it, and the end right after the last.
    #[check(timing, weight = 4)]
    fn keeps_the_pace() {
        let root = Context::background();
        let (stream, time) = took(|| odds_with_context(&root, 5));
        expect_took("the call", time, Duration::ZERO);
        for (what, want) in [
            ("first", Duration::ZERO),
            ("second", PAUSE),
            ("third", PAUSE),
        ] {
            let (_, time) = took(|| receive("the stream up to 5", &stream));
            expect_took(&format!("the wait for the {what} result"), time, want);
        }
        let (rest, time) = took(|| drain_at_most("the stream up to 5", &stream, MANY));
        expect_sequence("what comes after the last result", rest, results([]));
        expect_took("the wait for the end", time, Duration::ZERO);
    }

    /// The example of the question: two seconds are enough for five results, and then the stream closes.
    #[check(timing, weight = 3)]
    fn ends_at_the_deadline() {
        let (context, _canceller) = Context::background().with_timeout(ms(2_000));
        let stream = odds_with_context(&context, 1_000);
        let (got, time) = took(|| drain_at_most("the stream with 2 s", &stream, MANY));
        expect_sequence("what came within 2 s", got, results([1, 3, 5, 7, 9]));
        expect_took("the stream", time, ms(2_000));
        let (context, canceller) = Context::background().with_timeout(ms(700));
        let stream = odds_with_context(&context, 1_000);
        drop((context, canceller));
        let what = "the stream with 700 ms, of a context that was dropped,";
        let (got, time) = took(|| drain_at_most(what, &stream, MANY));
        expect_sequence(what, got, results([1, 3]));
        expect_took(what, time, ms(700));
    }

    /// A cancellation in the pause ends the stream at once, not after the pause.
    #[check(cancellation, weight = 4)]
    fn hears_it_in_the_pause() {
        let (context, canceller) = Context::background().with_cancel();
        let stream = odds_with_context(&context, 1_000);
        expect_sequence(
            "the first result",
            receive_n("the stream", &stream, 1),
            results([1]),
        );
        let waiting =
            thread::spawn(move || (drain_at_most("the stream", &stream, MANY), elapsed()));
        advance(ms(200));
        canceller.cancel();
        expect_cancelled("the generator, cancelled in its pause");
        let (rest, end) = waiting.join().unwrap_or_default();
        expect_sequence("what came after the cancellation", rest, results([]));
        expect_took("the stream that was cancelled at 200 ms", end, ms(200));
    }

    /// A cancellation while nobody reads ends the thread at once.
    #[check(cancellation, weight = 4)]
    fn hears_it_in_the_send() {
        let (context, canceller) = Context::background().with_cancel();
        let stream = odds_with_context(&context, 1_000);
        advance(ms(2_000));
        canceller.cancel();
        expect_ended("the generator, cancelled while nobody reads", &stream);
    }

    /// A context that was done before the call ends it at once, by a cancellation or by its deadline.
    #[check(cancellation, weight = 2)]
    fn knows_that_it_is_too_late() {
        let (context, canceller) = Context::background().with_cancel();
        canceller.cancel();
        expect_ended(
            "the generator of a cancelled context",
            &odds_with_context(&context, 1_000),
        );
        let (context, _canceller) = Context::background().with_timeout(ms(1));
        advance(ms(2));
        expect_ended(
            "the generator of a context that has timed out",
            &odds_with_context(&context, 1_000),
        );
    }

    /// When its reader leaves, the thread ends at its next send.
    #[check(resources, weight = 2)]
    fn ends_when_the_reader_leaves() {
        let (context, canceller) = Context::background().with_cancel();
        settle();
        // A context may have threads of its own.
        let before = live_threads();
        let stream = odds_with_context(&context, u64::MAX);
        expect_sequence(
            "the start of the stream",
            receive_n("the stream", &stream, 2),
            results([1, 3]),
        );
        drop(stream);
        advance(PAUSE);
        expect(
            live_threads() == before,
            Code::ThreadLeak,
            "the generator's thread is still there, after its reader left",
        );
        drop(canceller);
    }

    /// At rest at most one result waits, however long nobody reads.
    #[check(resources, weight = 2)]
    fn stays_near_its_reader() {
        let root = Context::background();
        let stream = odds_with_context(&root, 9);
        advance(ms(5_000));
        let waiting = stream.len();
        expect(
            waiting <= 1,
            Code::NotLazy,
            format!("{waiting} results wait in the channel; at most one may"),
        );
        expect_sequence(
            "the stream",
            drain_at_most("the stream up to 9", &stream, MANY),
            results([1, 3, 5, 7, 9]),
        );
    }

    /// A cancellation that comes just as the pause is over loses nothing that was sent, and nobody is stuck, however slow the threads are.
    #[check(deadlock, weight = 2, adverse)]
    fn survives_the_race() {
        let (context, canceller) = Context::background().with_timeout(AGES);
        let stream = odds_with_context(&context, 5);
        thread::spawn(move || {
            thread::sleep(PAUSE);
            canceller.cancel();
        });
        let got = drain_at_most("the stream", &stream, MANY);
        let want = results([1, 3, 5].into_iter().take(got.len()));
        expect_sequence("what came until the cancellation", got, want);
    }
}
