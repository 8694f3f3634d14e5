//! The hidden suite of `try_map_bounded`: the error that a loop would return, and nothing new after it.

use crate::common::{SECOND, Starts, expect_bounded, expect_started_in_order, work};
use check::prelude::*;
use std::thread;

/// Works for so many seconds, and then fails or not.
#[derive(Clone, Copy)]
struct Item {
    index: usize,
    seconds: u32,
    fails: bool,
}

/// Items with these durations, of which those with these indices fail.
fn items<const N: usize>(seconds: [u32; N], failing: &[usize]) -> [Item; N] {
    std::array::from_fn(|index| Item {
        index,
        seconds: seconds[index],
        fails: failing.contains(&index),
    })
}

fn handle(item: &Item) -> Result<usize, String> {
    work(item.seconds);
    if item.fails {
        Err(format!("item {} failed", item.index))
    } else {
        Ok(item.index)
    }
}

fn failed(index: usize) -> Result<Vec<usize>, String> {
    Err(format!("item {index} failed"))
}

/// The function under test, with closures of one type: it is compiled for each type of item and result, and not for each closure.
fn try_map_bounded<T: Sync, R: Send, E: Send>(
    items: &[T],
    limit: usize,
    f: impl Fn(&T) -> Result<R, E> + Send + Sync,
) -> Result<Vec<R>, E> {
    let f: Box<dyn Fn(&T) -> Result<R, E> + Send + Sync + '_> = Box::new(f);
    bounded_parallelism::try_map_bounded(items, limit, f)
}

check::suite! {
    /// If all succeed, all results come in the order of the items.
    #[check(basic, weight = 3)]
    fn all_succeed() {
        let results = try_map_bounded(&[3, 1], 2, |&number| Ok::<_, String>(10 * number));
        expect_eq("the result", results, Ok(vec![30, 10]));
    }

    /// If one fails, its error comes, whichever it is.
    #[check(basic, weight = 2)]
    fn one_fails() {
        for bad in 0..3 {
            let result = try_map_bounded(&items([0; 3], &[bad]), 2, handle);
            expect_eq("the result", result, failed(bad));
        }
    }

    /// The limit may be 1, or above the number of items; no items succeed.
    #[check(basic, weight = 2)]
    fn works_with_any_limit() {
        for limit in [1, 9] {
            let result = try_map_bounded(&items([0; 4], &[]), limit, handle);
            expect_eq(
                &format!("the result of 4 items, {limit} at a time"),
                result,
                Ok(vec![0, 1, 2, 3]),
            );
        }
        expect_eq(
            "the result of no items",
            try_map_bounded(&items([], &[]), 2, handle),
            Ok(vec![]),
        );
    }

    /// Of two items that fail at the same moment, the first one's error comes.
    #[check(ordering, weight = 4, exhaustive, budget = 50_000)]
    fn the_lowest_index_wins_at_the_same_moment() {
        let result = try_map_bounded(&items([0, 0], &[0, 1]), 2, handle);
        expect_eq("the result, where items 0 and 1 fail", result, failed(0));
    }

    /// If a later item fails earlier in time, the first one's error comes all the same.
    #[check(ordering, weight = 4)]
    fn the_lowest_index_wins_though_it_fails_later() {
        let result = try_map_bounded(&items([1, 3, 2, 1, 1], &[1, 2]), 3, handle);
        expect_eq(
            "the result, where item 1 fails after 3 s and item 2 after 2 s",
            result,
            failed(1),
        );
        let result = try_map_bounded(&items([2, 1, 1], &[0, 1]), 2, handle);
        expect_eq(
            "the result, where item 0 fails after 2 s and item 1 after 1 s",
            result,
            failed(0),
        );
    }

    /// After the first error nothing new is started, and what is running is waited for.
    #[check(cancellation, weight = 4)]
    fn nothing_is_started_after_an_error() {
        let (starts, ends) = (Starts::new(), Log::new());
        let result = try_map_bounded(&items([3, 1, 2, 2, 1, 1, 1, 1], &[1]), 3, |item| {
            starts.push((item.index, elapsed()));
            let result = handle(item);
            ends.push((item.index, elapsed()));
            result
        });
        expect_eq("the result", result, failed(1));
        expect_eq(
            "how many calls had ended, of those that began",
            ends.len(),
            starts.len(),
        );
        let end = ends.snapshot().into_iter().find(|&(index, _)| index == 1);
        let (_, failure) = end.expect("item 1 was handled");
        for (index, start) in starts.snapshot() {
            expect(
                start <= failure,
                Code::CancellationIgnored,
                format!("item 1 failed at {failure:?}, and item {index} was started at {start:?}"),
            );
        }
        expect_started_in_order("try_map_bounded", &starts);
    }

    /// Exactly `limit` calls run at the same time, on no more threads than that.
    #[check(resources, weight = 4)]
    fn runs_as_many_as_the_limit_says() {
        let (gate, meter) = (Gate::closed(), Meter::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                try_map_bounded(&items([0; 5], &[]), 2, |item| {
                    let _inside = meter.enter();
                    gate.pass();
                    Ok::<_, String>(item.index)
                })
            });
            settle();
            let inside = meter.inside();
            expect(
                inside >= 2,
                Code::NotConcurrent,
                format!("{inside} calls run, and the limit is 2"),
            );
            gate.open();
        });
        expect_bounded("calls of `f` with a limit of 2", &meter, 2);
    }

    /// A limit of 0 panics, with a message that names `limit`.
    #[check(resources)]
    fn a_limit_of_zero_panics() {
        expect_panic("try_map_bounded with a limit of 0", "limit", || {
            try_map_bounded(&items([0], &[]), 0, handle)
        });
    }

    /// A panic in `f` reaches the caller with its own message, after all threads have ended.
    #[check(deadlock)]
    fn a_panic_reaches_the_caller() {
        expect_panic(
            "try_map_bounded with a closure that panics",
            "this check provokes",
            || {
                try_map_bounded(&items([2, 1, 1], &[]), 2, |item| {
                    if item.index == 1 {
                        boom("a panic that this check provokes in `f`");
                    }
                    handle(item)
                })
            },
        );
        expect(
            live_threads() == 0,
            Code::ThreadLeak,
            "the panic reached the caller before all threads had ended",
        );
    }

    /// 6 items of 1 s each take 3 s, 2 at a time; a slow one holds up nobody: 3, 1, 1 and 1 s take 3 s too; and none
    /// is started at an earlier moment than one before it.
    #[check(timing, weight = 4)]
    fn a_free_worker_takes_the_next() {
        let (_, time) = took(|| try_map_bounded(&items([1; 6], &[]), 2, handle));
        expect_makespan("6 items of 1 s each, 2 at a time,", time, 3 * SECOND);
        let starts = Starts::new();
        let (_, time) = took(|| {
            try_map_bounded(&items([3, 1, 1, 1], &[]), 2, |item| {
                starts.push((item.index, elapsed()));
                handle(item)
            })
        });
        expect_makespan("items of 3, 1, 1 and 1 s, 2 at a time,", time, 3 * SECOND);
        expect_started_in_order("try_map_bounded", &starts);
    }

    /// However slow the threads are, the error is the one of the first item that fails.
    #[check(ordering, adverse)]
    fn slow_threads_change_nothing() {
        let result = try_map_bounded(&items([2, 1, 1], &[0, 1]), 2, handle);
        expect_eq("the result, where items 0 and 1 fail", result, failed(0));
    }
}
