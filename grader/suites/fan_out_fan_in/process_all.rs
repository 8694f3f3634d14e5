//! The hidden suite of `process_all`: every item once, all workers busy, and a panic that arrives.

use crate::common::{SECOND, expect_workers_at_most};
use check::prelude::*;
use std::thread;

/// The function under test, with items, results and closures of one type each: it is compiled once.
fn process_all(
    items: Vec<u32>,
    workers: usize,
    f: impl Fn(u32) -> u32 + Send + Sync + 'static,
) -> Vec<u32> {
    let f: Box<dyn Fn(u32) -> u32 + Send + Sync> = Box::new(f);
    fan_out_fan_in::process_all(items, workers, f)
}

check::suite! {
    /// `f` is called once for each item, and all its results are returned.
    #[check(basic, weight = 3)]
    fn processes_each_item_once() {
        let called = Log::new();
        let calls = called.clone();
        let results = process_all(vec![1, 2, 3], 2, move |item| {
            calls.push(item);
            10 * item
        });
        expect_same_items("the items for which `f` was called", called.snapshot(), [1, 2, 3]);
        expect_same_items("the results", results, [10, 20, 30]);
    }

    /// There may be more workers than items, one worker, or no item; equal items are all processed.
    #[check(basic)]
    fn works_with_any_numbers() {
        for (workers, items) in [(1, vec![7, 8, 7]), (3, vec![1, 2]), (2, vec![])] {
            let what = format!("the results of {} items on {workers} worker(s)", items.len());
            expect_same_items(&what, process_all(items.clone(), workers, |item| item), items);
        }
    }

    /// The number of items is not limited by the size of any buffer.
    #[check(deadlock, weight = 2, budget = 5)]
    fn takes_any_number_of_items() {
        let results = process_all((0..150).collect(), 2, |item| item);
        expect_same_items("the results of 150 items on 2 workers", results, 0..150);
    }

    /// A panic in `f` reaches the caller, once every thread has ended.
    #[check(deadlock, weight = 3)]
    fn a_panic_reaches_the_caller() {
        for workers in [1, 2] {
            expect_panic("process_all, if `f` panics", "", || {
                process_all(vec![1, 2, 3], workers, |item| {
                    if item == 2 {
                        boom("a panic that this check provokes in `f`");
                    }
                    item
                })
            });
            expect_no_threads("process_all, after a panic in `f`");
        }
        expect_panic("process_all, if `f` panics beside a slow item", "", || {
            process_all(vec![1, 2], 2, |item| {
                if item == 1 {
                    boom("a panic that this check provokes in `f`");
                }
                thread::sleep(SECOND);
                item
            })
        });
        expect_no_threads("process_all, after a panic in `f` beside a slow item");
    }

    /// Never more than `workers` calls run at once, and never on more than `workers` threads.
    #[check(resources, weight = 3)]
    fn keeps_to_its_workers() {
        let calls = Meter::new();
        let meter = calls.clone();
        let results = process_all(vec![1, 2, 3, 4, 5], 2, move |item| {
            let _inside = meter.enter();
            thread::sleep(SECOND);
            item
        });
        expect_workers_at_most("calls of `f`", &calls, 2);
        expect_same_items("the results", results, 1..=5);
    }

    /// 0 workers are refused by a panic that names `workers`.
    #[check(resources)]
    fn refuses_to_have_no_workers() {
        expect_panic("process_all with 0 workers", "workers", || process_all(vec![1], 0, |item| item));
        expect_panic("process_all of nothing with 0 workers", "workers", || process_all(vec![], 0, |item| item));
    }

    /// As many items are processed at once as there are workers, or all of them if there are fewer.
    #[check(timing, weight = 4)]
    fn uses_all_its_workers() {
        for (workers, items, rounds) in [(3, 5, 2), (4, 2, 1), (1, 2, 2)] {
            let one_second = |item| {
                thread::sleep(SECOND);
                item
            };
            let (results, time) = took(|| process_all((0..items).collect(), workers, one_second));
            expect_makespan(&format!("{items} items of 1 s with {workers} worker(s)"), time, rounds * SECOND);
            expect_same_items("the results", results, 0..items);
        }
    }

    /// A worker that is free takes the next item: one slow item holds up no other.
    #[check(timing, weight = 3)]
    fn a_slow_item_holds_up_no_other() {
        for slow in [0, 3] {
            let (gate, done) = (Gate::closed(), Count::new());
            let (pass, count) = (gate.clone(), done.clone());
            let caller = thread::spawn(move || {
                process_all((0..4).collect(), 2, move |item| {
                    if item == slow {
                        pass.pass();
                    }
                    count.add();
                    item
                })
            });
            settle();
            let others = done.get();
            let text = format!("with 2 workers, one of them held up by a slow item, {others} of the 3 others were done");
            expect(others == 3, Code::NotConcurrent, text);
            gate.open();
            expect_eq("how many results there are", caller.join().map_or(0, |results| results.len()), 4);
        }
    }

    /// However slow the threads are, nothing is lost.
    #[check(ordering, adverse)]
    fn survives_a_slow_machine() {
        let results = process_all(vec![30, 10, 20], 2, |time| {
            thread::sleep(Duration::from_millis(time.into()));
            time
        });
        expect_same_items("the results", results, [10, 20, 30]);
    }
}
