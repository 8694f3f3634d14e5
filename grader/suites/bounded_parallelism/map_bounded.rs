//! The hidden suite of `map_bounded`: the order, the limit, and the next item as soon as one is done.

use crate::common::{SECOND, Starts, expect_bounded, expect_started_in_order, work};
use check::prelude::*;
use std::thread;

/// The function under test, with items, results and closures of one type each: it is compiled once.
fn map_bounded(items: &[u32], limit: usize, f: impl Fn(&u32) -> u32 + Send + Sync) -> Vec<u32> {
    let f: Box<dyn Fn(&u32) -> u32 + Send + Sync + '_> = Box::new(f);
    bounded_parallelism::map_bounded(items, limit, f)
}

check::suite! {
    /// `f` of every item, once, in the order of the items.
    #[check(basic, weight = 3)]
    fn maps_in_order() {
        let calls = Count::new();
        let results = bounded_parallelism::map_bounded(&[3, 1], 2, |number| {
            calls.add();
            format!("<{number}>")
        });
        expect_sequence("the results", results, ["<3>", "<1>"].map(String::from));
        expect_eq("how often `f` was called, for 2 items", calls.get(), 2);
    }

    /// The limit may be 1, or above the number of items; no items make no results.
    #[check(basic, weight = 2)]
    fn works_with_any_limit() {
        for (last, limit) in [(7, 1), (2, 5), (5, 2), (0, 3)] {
            let items: Vec<u32> = (1..=last).collect();
            let results = map_bounded(&items, limit, |&number| 10 * number);
            let want: Vec<u32> = (1..=last).map(|number| 10 * number).collect();
            expect_sequence(
                &format!("the results of {last} items, {limit} at a time"),
                results,
                want,
            );
        }
    }

    /// The order is that of the items, whichever is ready first.
    #[check(ordering, weight = 2)]
    fn slow_items_keep_their_place() {
        let results = map_bounded(&[3, 1, 2, 0], 3, |&seconds| {
            work(seconds);
            seconds
        });
        expect_sequence("the results", results, [3, 1, 2, 0]);
    }

    /// No item is started at an earlier moment than one before it.
    #[check(ordering, weight = 2)]
    fn items_are_started_in_order() {
        let starts = Starts::new();
        map_bounded(&[0, 1, 2, 3, 4], 2, |&item| {
            let index = item as usize;
            starts.push((index, elapsed()));
            work([2, 1, 2, 1, 1][index]);
            item
        });
        expect_eq("how many items were started", starts.len(), 5);
        expect_started_in_order("map_bounded", &starts);
    }

    /// Exactly `limit` calls run at the same time, on no more threads than that.
    #[check(resources, weight = 4)]
    fn runs_as_many_as_the_limit_says() {
        let (gate, meter) = (Gate::closed(), Meter::new());
        thread::scope(|scope| {
            scope.spawn(|| {
                map_bounded(&[0; 5], 2, |&item| {
                    let _inside = meter.enter();
                    gate.pass();
                    item
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
        expect_panic("map_bounded with a limit of 0", "limit", || {
            map_bounded(&[1], 0, |&number| number)
        });
    }

    /// A panic in `f` reaches the caller with its own message, after all threads have ended.
    #[check(deadlock, weight = 2, exhaustive)]
    fn a_panic_reaches_the_caller() {
        let (began, ended) = (Count::new(), Count::new());
        expect_panic(
            "map_bounded with a closure that panics",
            "this check provokes",
            || {
                map_bounded(&[0, 1, 2], 2, |&item| {
                    let (seconds, is_well) = [(2, true), (1, false), (1, true)][item as usize];
                    began.add();
                    work(seconds);
                    if !is_well {
                        boom("a panic that this check provokes in `f`");
                    }
                    ended.add();
                    item
                })
            },
        );
        expect(
            live_threads() == 0 && ended.get() + 1 == began.get(),
            Code::ThreadLeak,
            "the panic reached the caller before the calls that were running had ended",
        );
    }

    /// 6 items of 1 s each take 3 s, 2 at a time; and a slow one holds up nobody: 3, 1, 1 and 1 s take 3 s too.
    #[check(timing, weight = 4)]
    fn a_free_worker_takes_the_next() {
        for seconds in [vec![1; 6], vec![3, 1, 1, 1], vec![1, 3, 1, 1]] {
            let (_, time) = took(|| {
                map_bounded(&seconds, 2, |&seconds| {
                    work(seconds);
                    seconds
                })
            });
            expect_makespan(
                &format!("items of {seconds:?} seconds, 2 at a time,"),
                time,
                3 * SECOND,
            );
        }
    }
}
