//! The hidden suite of `try_parallel_stage`: order in spite of many workers, limits, and the first
//! error.

use crate::common::{SECOND, expect_in_hand, expect_let_go, feed, stream};
use check::prelude::*;
use pipeline::try_parallel_stage;
use std::thread;

type Parsed = Result<i64, String>;

/// Fails for `bad`, and passes everything else on.
fn all_but(bad: i64) -> impl Fn(i64) -> Parsed + Send + Sync + 'static {
    move |number| {
        if number == bad {
            Err(format!("{number} failed"))
        } else {
            Ok(number)
        }
    }
}

/// Takes as many seconds as the number says.
fn sleeping(number: i64) -> Parsed {
    thread::sleep(SECOND * u32::try_from(number).expect("small and positive"));
    Ok(number)
}

/// `Ok` of each.
fn fine(numbers: impl IntoIterator<Item = i64>) -> Vec<Parsed> {
    numbers.into_iter().map(Ok).collect()
}

check::suite! {
    /// `f` of every value comes once, in the order of the input, and then the stream closes.
    #[check(basic, weight = 3)]
    fn keeps_the_order() {
        let results =
            try_parallel_stage(stream([3, 1, 2]), 2, |number| Ok::<_, String>(10 * number));
        expect_sequence(
            "the stream",
            drain("try_parallel_stage", &results),
            fine([30, 10, 20]),
        );
    }

    /// One worker is enough; more workers than values, and no values at all, are fine.
    #[check(basic, weight = 2)]
    fn works_with_any_number_of_workers() {
        for (workers, last) in [(1, 9), (3, 1), (2, 0)] {
            let what = format!("try_parallel_stage(…, {workers}, …)");
            let results = try_parallel_stage(stream(1..=last), workers, all_but(0));
            expect_sequence(
                &format!("the stream of {what}"),
                drain(&what, &results),
                fine(1..=last),
            );
        }
    }

    /// An error comes in its place.
    #[check(basic, weight = 3)]
    fn passes_on_the_error() {
        let results = try_parallel_stage(stream(1..=3), 2, all_but(3));
        let mut want = fine(1..=2);
        want.push(Err("3 failed".to_owned()));
        expect_sequence("the stream", drain("try_parallel_stage", &results), want);
    }

    /// The order is that of the input, whichever result is ready first; so is the first error.
    #[check(ordering, weight = 2)]
    fn the_slow_ones_come_in_their_place() {
        let results = try_parallel_stage(stream([3, 1, 2, 1]), 3, sleeping);
        expect_sequence(
            "the stream",
            drain("try_parallel_stage", &results),
            fine([3, 1, 2, 1]),
        );

        let results = try_parallel_stage(stream([2, 1, 3]), 3, |number| {
            sleeping(number)?;
            if number == 3 {
                Ok(number)
            } else {
                Err(format!("{number} failed"))
            }
        });
        let want = [Err("2 failed".to_owned())];
        expect_sequence("the stream", drain("try_parallel_stage", &results), want);
    }

    /// At a closed gate exactly `workers` calls of `f` are inside, each on a thread of its own, and
    /// no other thread ever calls `f`.
    #[check(resources, weight = 3)]
    fn as_many_at_once_as_there_are_workers() {
        let (gate, meter) = (Gate::closed(), Meter::new());
        let (pass, count) = (gate.clone(), meter.clone());
        let results = try_parallel_stage(stream(1..=5), 2, move |number| {
            let _inside = count.enter();
            pass.pass();
            Ok::<_, String>(number)
        });
        settle();
        let inside = meter.inside();
        expect(
            inside >= 2,
            Code::NotConcurrent,
            format!("{inside} of 2 workers are at work"),
        );
        gate.open();
        expect_sequence(
            "the stream",
            drain("try_parallel_stage", &results),
            fine(1..=5),
        );
        expect_peak_at_most("calls of `f`, with 2 workers", &meter, 2);
        let threads = meter.threads();
        expect(
            threads <= 2,
            Code::LimitExceeded,
            format!("with 2 workers, {threads} different threads called `f`"),
        );
    }

    /// 0 workers panic in the caller, with a message that names `workers`.
    #[check(resources)]
    fn zero_workers_panic() {
        expect_panic("try_parallel_stage with 0 workers", "workers", || {
            try_parallel_stage(stream([1]), 0, all_but(0))
        });
        expect_no_threads("try_parallel_stage with 0 workers");
    }

    /// At rest, at most `2 * workers + 2` values are in hand.
    #[check(resources, weight = 2)]
    fn stays_near_its_reader() {
        for workers in [1, 2] {
            let input = stream(1..=20);
            let watch = input.clone();
            let results = try_parallel_stage(input, workers, all_but(0));
            let what = format!("try_parallel_stage, with {workers} worker(s)");
            for received in 0..3 {
                expect_in_hand(&what, &watch, 20, received, 2 * workers + 2);
                receive(&what, &results).expect("`f` does not fail");
            }
            // To the end: leaving early is another check's business.
            expect_eq("how many results follow", drain(&what, &results).len(), 17);
        }
    }

    /// When the reader leaves, all threads end without a panic, and the input is let go.
    #[check(resources, weight = 2)]
    fn ends_when_the_reader_leaves() {
        let taken = Count::new();
        let results = try_parallel_stage(feed(60, &taken), 2, all_but(0));
        expect_eq(
            "the first result",
            receive("try_parallel_stage", &results),
            Ok(1),
        );
        drop(results);
        // The first, six in hand, and one with which each of two workers notices.
        expect_let_go("try_parallel_stage, after its reader left", &taken, 9);
    }

    /// Behind the first error the stream is closed, all threads end, and the input is let go.
    #[check(cancellation, weight = 3)]
    fn stops_after_the_first_error() {
        let taken = Count::new();
        let results = try_parallel_stage(feed(60, &taken), 2, all_but(2));
        expect_eq(
            "the first result",
            receive("try_parallel_stage", &results),
            Ok(1),
        );
        expect_eq(
            "the second result",
            receive("try_parallel_stage", &results),
            Err("2 failed".to_owned()),
        );
        expect_closed("try_parallel_stage, behind its first error", &results);
        // The two received, and six in hand behind the error.
        expect_let_go("try_parallel_stage, behind its first error", &taken, 8);
    }

    /// A panic in `f` ends the stream in its place; the results before it stay receivable.
    #[check(deadlock, weight = 2)]
    fn a_panic_ends_the_stream() {
        for workers in [1, 2] {
            let taken = Count::new();
            let results = try_parallel_stage(feed(60, &taken), workers, |number| {
                if number == 3 {
                    boom("a panic that this check provokes in `f`");
                }
                Ok::<_, String>(number)
            });
            let got = drain("try_parallel_stage", &results);
            expect_sequence("the stream before the panic", got, fine([1, 2]));
            // The three up to the panic, and what is in hand behind it.
            expect_let_go(
                "try_parallel_stage, after a panic",
                &taken,
                3 + 2 * workers + 2,
            );
        }
    }

    /// The call returns at once, though no value has come; two workers do 6 values of 1 s each in 3 s.
    #[check(timing, weight = 3)]
    fn workers_work_at_the_same_time() {
        let (sender, input) = unbounded();
        thread::spawn(move || {
            thread::sleep(SECOND);
            for seconds in [1; 6] {
                let _ = sender.send(seconds);
            }
        });
        let results = try_parallel_stage(input, 2, sleeping);
        expect_took("the call of try_parallel_stage", elapsed(), Duration::ZERO);
        let got = drain("try_parallel_stage", &results);
        expect_sequence("the stream", got, fine([1; 6]));
        expect_makespan(
            "6 values of 1 s each, which come after 1 s, with 2 workers",
            elapsed(),
            4 * SECOND,
        );
    }

    /// A slow value does not hold up the other workers: 3 s, 1 s, 1 s and 1 s take 3 s with two
    /// workers.
    #[check(timing, weight = 3)]
    fn a_slow_value_holds_up_nobody() {
        let (got, time) = took(|| {
            let results = try_parallel_stage(stream([3, 1, 1, 1]), 2, sleeping);
            drain("try_parallel_stage", &results)
        });
        expect_sequence("the stream", got, fine([3, 1, 1, 1]));
        expect_makespan(
            "values of 3, 1, 1 and 1 s, with 2 workers",
            time,
            3 * SECOND,
        );
    }

    /// However slow the threads are, nothing is lost and the order is kept.
    #[check(ordering, adverse)]
    fn slow_threads_change_nothing() {
        let results = try_parallel_stage(stream([2, 1, 1]), 2, sleeping);
        expect_sequence(
            "the stream",
            drain("try_parallel_stage", &results),
            fine([2, 1, 1]),
        );
    }
}
