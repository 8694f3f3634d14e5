//! The hidden suite of `stage`: what `f` makes, how far it runs ahead, and how a stage ends.

use crate::common::{SECOND, expect_let_go, feed, stream, trickle};
use check::prelude::*;
use pipeline::stage;
use std::thread;

/// Works for a second on each value.
fn slow_stage(input: Receiver<i64>) -> Receiver<i64> {
    stage(input, 1, |number| {
        thread::sleep(SECOND);
        number + 1
    })
}

check::suite! {
    /// `f` of every value comes once, in order, and then the stream closes.
    #[check(basic, weight = 4)]
    fn applies_f_in_order() {
        let texts = stage(stream([3, 1, 2]), 1, |number| format!("<{number}>"));
        expect_sequence(
            "the stream",
            drain("stage", &texts),
            ["<3>", "<1>", "<2>"].map(String::from),
        );
    }

    /// `capacity` may be 0, or larger than the number of values; no values make a closed stream.
    #[check(basic, weight = 3)]
    fn works_with_any_capacity() {
        for (capacity, last) in [(0, 3), (2, 2), (50, 12), (1, 0)] {
            let what = format!("stage(…, {capacity}, …)");
            let numbers = stage(stream(1..=last), capacity, |number| 10 * number);
            let want: Vec<i64> = (1..=last).map(|number| 10 * number).collect();
            expect_sequence(
                &format!("the stream of {what}"),
                drain(&what, &numbers),
                want,
            );
        }
    }

    /// `f` may keep state from one value to the next.
    #[check(ordering, exhaustive)]
    fn f_keeps_its_state() {
        let mut before = Vec::new();
        let sums = stage(stream([5, 1]), 0, move |number| {
            before.push(number);
            before.clone()
        });
        expect_sequence("the stream", drain("stage", &sums), [vec![5], vec![5, 1]]);
    }

    /// At rest, `capacity` results are ready, and at most `capacity + 1` values are in hand.
    #[check(resources, weight = 4)]
    fn takes_as_much_as_asked() {
        for capacity in [0, 1, 3] {
            let input = stream(0..9);
            let watch = input.clone();
            let numbers = stage(input, capacity, |number| number);
            for received in 0..3 {
                settle();
                let taken = 9 - watch.len();
                let (least, most) = (received + capacity, received + capacity + 1);
                let figures = format!(
                    "with a capacity of {capacity} and {received} values received, {taken} were \
                     taken from the input; {least} or {most} would be right"
                );
                expect(taken <= most, Code::NotLazy, figures.as_str());
                expect(taken >= least, Code::NotConcurrent, figures.as_str());
                expect_eq("the next value", receive("stage", &numbers), received);
            }
            // To the end: leaving early is another check's business.
            expect_sequence("the rest", drain("stage", &numbers), 3..9);
        }
    }

    /// When the reader leaves, `f` is called at most once more, the thread ends without a panic,
    /// and the input is let go.
    #[check(resources, weight = 3)]
    fn ends_when_the_reader_leaves() {
        for capacity in [0, 2] {
            let calls = Count::new();
            let counting = calls.clone();
            let numbers = stage(stream(1..=200), capacity, move |number| {
                counting.add();
                number
            });
            expect_eq("the first value", receive("stage", &numbers), 1);
            settle();
            let before = calls.get();
            drop(numbers);
            settle();
            let more = calls.get() - before;
            expect(
                more <= 1,
                Code::CancellationIgnored,
                format!("`f` was called {more} times after the reader had left; once may happen"),
            );
        }
        let taken = Count::new();
        let twice = stage(
            stage(feed(50, &taken), 1, |number| number + 1),
            1,
            |number| 2 * number,
        );
        expect_eq("the first value", receive("two stages", &twice), 4);
        drop(twice);
        // The first, two in hand in each stage, and one with which each notices.
        expect_let_go("two stages, after their reader left", &taken, 7);
    }

    /// A panic in `f` ends the stream; the results before it stay receivable, and the input is let
    /// go.
    #[check(deadlock, weight = 3)]
    fn a_panic_ends_the_stream() {
        let taken = Count::new();
        let broken = stage(feed(50, &taken), 3, |number| {
            if number == 3 {
                boom("a panic that this check provokes in `f`");
            }
            number
        });
        let after = stage(broken, 1, |number| 10 * number);
        expect_sequence(
            "the stream before the panic",
            drain("a stage behind one that panics", &after),
            [10, 20],
        );
        // Two received, and up to four in hand.
        expect_let_go("two stages, after a panic in the first", &taken, 6);
    }

    /// Stages work at the same time: three of 1 s each take 6 s for 4 values.
    #[check(timing, weight = 4)]
    fn stages_work_at_the_same_time() {
        let (got, time) = took(|| {
            let numbers = slow_stage(slow_stage(slow_stage(stream(0..4))));
            drain("three stages", &numbers)
        });
        expect_sequence("the stream", got, 3..7);
        expect_makespan("4 values through 3 stages of 1 s each", time, 6 * SECOND);
    }

    /// A result is passed on the moment it is made; an input that is silent for a while has not
    /// ended.
    #[check(timing, weight = 2)]
    fn passes_on_each_result_as_it_is_made() {
        let (numbers, time) = took(|| stage(trickle([1, 2]), 4, |number| number));
        expect_took("the call of stage", time, Duration::ZERO);
        for want in [1, 2] {
            let (got, time) = took(|| receive("stage", &numbers));
            expect_eq("the next value", got, want);
            expect_took("the wait for a value that comes after 1 s", time, SECOND);
        }
        let (rest, time) = took(|| drain("stage", &numbers));
        expect_sequence("what comes after the last value", rest, []);
        expect_took("the wait for the end, which comes after 1 s", time, SECOND);
    }

    /// A reader that gives up waiting now and then still gets every value, however slow the threads
    /// are.
    #[check(ordering, adverse)]
    fn an_impatient_reader_misses_nothing() {
        let numbers = slow_stage(stream(0..3));
        let mut got = Vec::new();
        loop {
            match numbers.recv_timeout(SECOND) {
                Ok(number) => got.push(number),
                Err(error) if error.is_disconnected() => break,
                Err(_) => {}
            }
        }
        expect_sequence("the stream", got, [1, 2, 3]);
    }
}
