//! The hidden suite of `generate`: when `next` is called, how often, and what becomes of its
//! values.

use crate::common::{count_to, slowly};
use check::prelude::*;
use generator::generate;
use std::thread;

const SECOND: Duration = Duration::from_secs(1);

/// A generator that reads another one.
fn squares_up_to(last: usize) -> Receiver<usize> {
    let numbers = generate(1, count_to(last, &Count::new()));
    generate(0, move || numbers.recv().ok().map(|number| number * number))
}

check::suite! {
    /// Every value that `next` returns arrives once, in order, and after `None` the stream closes.
    #[check(basic, weight = 4, exhaustive)]
    fn passes_on_every_value() {
        let numbers = generate(2, count_to(4, &Count::new()));
        expect_sequence(
            "the stream",
            drain("generate(2, …)", &numbers),
            [1, 2, 3, 4],
        );
    }

    /// `ahead` may be 0, or larger than the number of values.
    #[check(basic, weight = 3, budget = 500)]
    fn works_with_any_lookahead() {
        for ahead in [0, 1, 50] {
            let what = format!("generate({ahead}, …)");
            let numbers = generate(ahead, count_to(5, &Count::new()));
            expect_sequence(
                &format!("the stream of {what}"),
                drain(&what, &numbers),
                1..=5,
            );
        }
    }

    /// At rest, `next` has been called for the values received, for `ahead` more, and at most once
    /// besides.
    #[check(resources, weight = 6, budget = 500)]
    fn stays_ahead_as_asked() {
        for ahead in [0, 1, 4] {
            let calls = Count::new();
            let numbers = generate(ahead, count_to(10, &calls));
            for received in 0..4 {
                settle();
                let (least, most) = (received + ahead, received + ahead + 1);
                let figures = format!(
                    "with ahead = {ahead} and {received} values received, `next` was called {} \
                     times; {least} or {most} would be right",
                    calls.get()
                );
                expect(calls.get() <= most, Code::NotLazy, figures.as_str());
                expect(calls.get() >= least, Code::NotConcurrent, figures.as_str());
                expect_eq(
                    "the next value",
                    receive("generate", &numbers),
                    received + 1,
                );
            }
            // To the end: leaving early is another check's business.
            expect_sequence("the rest", drain("generate", &numbers), 5..=10);
        }
    }

    /// After `None`, `next` is never called again, neither at the end nor on an empty stream.
    #[check(ordering, weight = 3, exhaustive)]
    fn never_asks_again_after_none() {
        for last in [0, 2] {
            let calls = Count::new();
            let numbers = generate(3, count_to(last, &calls));
            expect_sequence("the stream", drain("generate(3, …)", &numbers), 1..=last);
            drop(numbers);
            advance(SECOND);
            expect(
                calls.get() <= last + 1,
                Code::CancellationIgnored,
                format!(
                    "`next` returned `None` at call {}, and was called {} times",
                    last + 1,
                    calls.get()
                ),
            );
        }
    }

    /// A panic in `next` ends the stream; the values before it stay receivable.
    #[check(deadlock, weight = 4, exhaustive)]
    fn a_panic_ends_the_stream() {
        let calls = Count::new();
        let mut source = count_to(10, &calls);
        let numbers = generate(5, move || {
            let number = source()?;
            if number == 3 {
                boom("a panic that this check provokes in `next`");
            }
            Some(number)
        });
        settle();
        expect_sequence(
            "the stream before the panic",
            drain("generate(5, …)", &numbers),
            [1, 2],
        );
        expect(
            calls.get() == 3,
            Code::CancellationIgnored,
            format!(
                "`next` panicked at call 3, and was called {} times",
                calls.get()
            ),
        );
    }

    /// After its reader has left, `next` is called at most once more, and the thread ends without a
    /// panic and drops `next`.
    #[check(cancellation, weight = 5, budget = 1_000)]
    fn stops_when_the_reader_leaves() {
        for ahead in [0, 2] {
            let calls = Count::new();
            let numbers = generate(ahead, count_to(500, &calls));
            expect_sequence(
                "the start of the stream",
                receive_n("generate", &numbers, 2),
                [1, 2],
            );
            settle();
            let before = calls.get();
            drop(numbers);
            expect_no_threads("generate, after its reader left");
            let more = calls.get() - before;
            expect(
                more <= 1,
                Code::CancellationIgnored,
                format!(
                    "`next` was called {more} times after the reader had left; once may happen"
                ),
            );
        }

        let squares = squares_up_to(500);
        expect_eq(
            "the first square",
            receive("the outer of two generators", &squares),
            1,
        );
        drop(squares);
        expect_no_threads("a generator that reads another one, after its reader left");
    }

    /// The call returns at once, and each value is handed on the moment it is made.
    #[check(timing, weight = 3, exhaustive)]
    fn hands_on_each_value_as_it_is_made() {
        let source = slowly(SECOND, count_to(3, &Count::new()));
        let (numbers, time) = took(|| generate(2, source));
        expect_took("the call of generate", time, Duration::ZERO);
        for number in 1..=3 {
            let (got, time) = took(|| receive("generate(2, …)", &numbers));
            expect_eq("the next value", got, number);
            expect_took("making one value", time, SECOND);
        }
        let (rest, time) = took(|| drain("generate(2, …)", &numbers));
        expect_sequence("what comes after the last value", rest, []);
        expect_took("the wait for the end", time, Duration::ZERO);
    }

    /// While the reader works on one value, `next` makes another.
    #[check(timing, weight = 3, budget = 500)]
    fn overlaps_with_its_reader() {
        let source = slowly(SECOND, count_to(4, &Count::new()));
        let ((), time) = took(|| {
            let numbers = generate(1, source);
            while numbers.recv().is_ok() {
                thread::sleep(SECOND);
            }
        });
        expect_makespan(
            "4 values, 1 s each to make and 1 s each to use",
            time,
            5 * SECOND,
        );
    }

    /// A reader that gives up waiting now and then still gets every value, however slow the threads
    /// are.
    #[check(ordering, weight = 2, adverse, budget = 1_000)]
    fn an_impatient_reader_misses_nothing() {
        let each = Duration::from_millis(10);
        let numbers = generate(1, slowly(each, count_to(4, &Count::new())));
        let mut got = Vec::new();
        loop {
            match numbers.recv_timeout(each) {
                Ok(number) => got.push(number),
                Err(error) if error.is_disconnected() => break,
                Err(_) => {}
            }
        }
        expect_sequence("the stream", got, [1, 2, 3, 4]);
    }

    /// A generator may read another one.
    #[check(deadlock, weight = 2, budget = 1_000)]
    fn can_be_chained() {
        expect_sequence(
            "the squares",
            drain("the outer of two generators", &squares_up_to(3)),
            [1, 4, 9],
        );
    }
}
