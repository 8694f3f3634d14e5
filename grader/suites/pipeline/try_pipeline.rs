//! The hidden suite of `try_pipeline`: what comes out, which error wins, and what becomes of the
//! rest.

use crate::common::{SECOND, expect_in_hand, expect_let_go, feed, stream};
use check::prelude::*;
use pipeline::{Step, try_pipeline};
use std::thread;

type Words = Step<i64, String>;

fn step(f: impl FnMut(i64) -> Result<i64, String> + Send + 'static) -> Words {
    Box::new(f)
}

/// Passes everything on but `bad`, after `time`.
fn fails_at(bad: i64, time: Duration, name: &'static str) -> Words {
    step(move |number| {
        thread::sleep(time);
        if number == bad {
            Err(format!("{number} failed in {name}"))
        } else {
            Ok(number)
        }
    })
}

check::suite! {
    /// Every item goes through all stages, first to last, and the results come in order.
    #[check(basic, weight = 3)]
    fn every_item_goes_through_all_stages() {
        let stages = vec![
            step(|number| Ok(number + 1)),
            step(|number| Ok(10 * number)),
        ];
        expect_eq(
            "the result",
            try_pipeline(stream([3, 1]), stages),
            Ok(vec![40, 20]),
        );
    }

    /// Without items the result is empty; without stages it is the items.
    #[check(basic, weight = 2, exhaustive)]
    fn works_without_items_and_without_stages() {
        let nothing = try_pipeline(stream([]), vec![step(Ok)]);
        expect_eq("the result of no items", nothing, Ok(vec![]));
        let as_it_was = try_pipeline(stream([2, 1]), vec![]);
        expect_eq(
            "the result of no stages",
            as_it_was,
            Ok::<_, String>(vec![2, 1]),
        );
    }

    /// An error is returned, whichever stage it comes from and whichever item it is of.
    #[check(basic, weight = 2)]
    fn returns_the_error() {
        for bad in 1..=3 {
            let first = vec![fails_at(bad, Duration::ZERO, "stage 1"), step(Ok)];
            let want = Err(format!("{bad} failed in stage 1"));
            expect_eq("the result", try_pipeline(stream(1..=3), first), want);
        }
        // What becomes of items behind the one that failed is another check's business.
        let last = vec![step(Ok), fails_at(3, Duration::ZERO, "stage 2")];
        expect_eq(
            "the result",
            try_pipeline(stream(1..=3), last),
            Err("3 failed in stage 2".into()),
        );
    }

    /// Stages see the items in order, and an item that failed goes no further.
    #[check(ordering, weight = 2)]
    fn a_failed_item_goes_no_further() {
        let seen = Log::new();
        let log = seen.clone();
        let watching = step(move |number| {
            log.push(number);
            Ok(number)
        });
        let result = try_pipeline(
            stream(1..=4),
            vec![fails_at(3, Duration::ZERO, "stage 1"), watching],
        );
        expect_eq("the result", result, Err("3 failed in stage 1".into()));
        settle();
        let seen = seen.snapshot();
        expect(
            !seen.contains(&3),
            Code::WrongValue,
            "stage 2 was called with item 3, which had failed in stage 1",
        );
        // Later items may have been on their way.
        let earlier = seen.into_iter().filter(|&number| number < 3);
        expect_sequence(
            "what stage 2 was called with before item 3",
            earlier,
            [1, 2],
        );
    }

    /// If several items fail, the error of the earliest item is returned, even if a later one
    /// failed before it.
    #[check(ordering, weight = 5)]
    fn the_earliest_item_decides() {
        let stages = vec![
            fails_at(2, Duration::ZERO, "stage 1"),
            fails_at(1, SECOND, "stage 2"),
        ];
        expect_eq(
            "the result",
            try_pipeline(stream(1..=3), stages),
            Err("1 failed in stage 2".into()),
        );
        let stages = vec![
            fails_at(3, SECOND, "stage 1"),
            step(Ok),
            fails_at(2, 5 * SECOND, "stage 3"),
        ];
        expect_eq(
            "the result",
            try_pipeline(stream(1..=4), stages),
            Err("2 failed in stage 3".into()),
        );
    }

    /// At rest, at most `2 * stages + 2` items are on their way.
    #[check(resources, weight = 3)]
    fn holds_few_items_at_once() {
        let input = stream(1..=20);
        let watch = input.clone();
        let gate = Gate::closed();
        let last = gate.clone();
        let stages = vec![
            step(Ok),
            step(Ok),
            step(move |number| {
                last.pass();
                Ok(number)
            }),
        ];
        let caller = thread::spawn(move || try_pipeline(input, stages));
        for done in 0..3 {
            expect_in_hand("try_pipeline, with 3 stages", &watch, 20, done, 8);
            gate.open_for(1);
        }
        gate.open();
        let result = caller.join().expect("no stage panics");
        expect_eq(
            "how many results come",
            result.map(|results| results.len()),
            Ok(20),
        );
    }

    /// After an error, at most `2 * stages + 2` more items are taken, the threads end, and the
    /// input is let go.
    #[check(cancellation, weight = 4)]
    fn stops_after_an_error() {
        for failing in 0..2 {
            let taken = Count::new();
            let mut stages = vec![step(Ok), step(Ok)];
            stages[failing] = fails_at(3, Duration::ZERO, "the stage");
            let result = try_pipeline(feed(60, &taken), stages);
            expect_eq("the result", result, Err("3 failed in the stage".into()));
            // The three up to the error, and six behind it.
            expect_let_go(
                "try_pipeline with 2 stages, after item 3 had failed",
                &taken,
                9,
            );
        }
    }

    /// An error is returned at once, though the input is open and silent; so is a panic.
    #[check(deadlock, weight = 3)]
    fn does_not_wait_for_a_silent_input() {
        let (sender, input) = unbounded();
        for number in 1..=2 {
            let _ = sender.send(number);
        }
        let stages = vec![step(Ok), fails_at(2, SECOND, "stage 2")];
        let (result, time) = took(|| try_pipeline(input, stages));
        expect_eq("the result", result, Err("2 failed in stage 2".into()));
        expect_took("2 items, 1 s each", time, 2 * SECOND);
        drop(sender);
        expect_no_threads("try_pipeline, after its silent input closed");

        let (sender, input) = unbounded();
        let _ = sender.send(1);
        let stages = vec![
            step(Ok),
            step(|_| boom("a panic that this check provokes in a stage")),
        ];
        expect_panic(
            "try_pipeline with a stage that panics",
            "this check provokes",
            || try_pipeline(input, stages),
        );
        drop(sender);
        expect_no_threads("try_pipeline, after its silent input closed");
    }

    /// A panic in a stage reaches the caller with its message, and then all threads end.
    #[check(deadlock, weight = 3)]
    fn a_panic_reaches_the_caller() {
        for panicking in 0..2 {
            let mut stages = vec![step(Ok), step(Ok)];
            stages[panicking] = step(|number| {
                if number == 2 {
                    boom("a panic that this check provokes in a stage");
                }
                Ok(number)
            });
            let taken = Count::new();
            let input = feed(60, &taken);
            expect_panic(
                "try_pipeline with a stage that panics",
                "this check provokes",
                || try_pipeline(input, stages),
            );
            expect_let_go(
                "try_pipeline with 2 stages, after item 2 had panicked",
                &taken,
                8,
            );
        }
    }

    /// The stages work at the same time: three of 1 s each take 6 s for 4 items.
    #[check(timing, weight = 7)]
    fn stages_work_at_the_same_time() {
        let stages = (0..3).map(|_| fails_at(0, SECOND, "no stage")).collect();
        let (result, time) = took(|| try_pipeline(stream(1..=4), stages));
        expect_eq("the result", result, Ok(vec![1, 2, 3, 4]));
        expect_makespan("4 items through 3 stages of 1 s each", time, 6 * SECOND);
    }

    /// However slow the threads are, nothing is lost and the earliest item decides.
    #[check(ordering, adverse)]
    fn slow_threads_change_nothing() {
        let stages = vec![
            fails_at(0, SECOND, "no stage"),
            fails_at(0, SECOND, "no stage"),
        ];
        expect_eq(
            "the result",
            try_pipeline(stream([5, 4]), stages),
            Ok(vec![5, 4]),
        );
        let stages = vec![
            fails_at(2, Duration::ZERO, "stage 1"),
            fails_at(1, SECOND, "stage 2"),
        ];
        expect_eq(
            "the result",
            try_pipeline(stream(1..=2), stages),
            Err("1 failed in stage 2".into()),
        );
    }
}
