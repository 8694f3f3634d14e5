//! The hidden suite of `process_ordered`: the order, the limit on what is kept, and one slow item.

use crate::common::{SECOND, expect_left, expect_workers_at_most, fed, stream};
use check::prelude::*;
use std::thread;

/// The function under test, with items, results and closures of one type each: it is compiled once.
fn process_ordered(
    input: Receiver<u32>,
    workers: usize,
    f: impl Fn(u32) -> u32 + Send + Sync + 'static,
) -> Receiver<u32> {
    let f: Box<dyn Fn(u32) -> u32 + Send + Sync> = Box::new(f);
    fan_out_fan_in::process_ordered(input, workers, f)
}

check::suite! {
    /// One result for each item, in the order of the items, and then the stream closes.
    #[check(basic, weight = 3)]
    fn keeps_the_order() {
        let results = process_ordered(stream([1, 2, 3]), 2, |item| 10 * item);
        expect_sequence("the stream", drain("process_ordered", &results), [10, 20, 30]);
    }

    /// There may be more or fewer items than workers, and none.
    #[check(basic, weight = 2)]
    fn works_with_any_numbers() {
        for (workers, items) in [(1, 4), (2, 7), (3, 1), (2, 0)] {
            let results = process_ordered(stream(0..items), workers, |item| item);
            let what = format!("{items} items on {workers} worker(s)");
            expect_sequence(&what, drain("process_ordered", &results), 0..items);
        }
    }

    /// Items that take longer than those behind them keep their place.
    #[check(ordering, weight = 3)]
    fn slow_items_keep_their_place() {
        let results = process_ordered(stream([3, 1, 2, 0, 2]), 3, |seconds| {
            thread::sleep(seconds * SECOND);
            seconds
        });
        expect_sequence("the stream", drain("process_ordered", &results), [3, 1, 2, 0, 2]);
    }

    /// An item for which `f` panics is left out, and the next ones follow.
    #[check(deadlock, weight = 3)]
    fn a_panic_costs_one_item_only() {
        for workers in [1, 2] {
            let results = process_ordered(stream(0..5), workers, |item| {
                if item % 2 == 1 {
                    boom("a panic that this check provokes in `f`");
                }
                item
            });
            let what = format!("the stream of {workers} worker(s), if `f` panics for 1 and 3");
            expect_sequence(&what, drain("process_ordered", &results), [0, 2, 4]);
        }
    }

    /// Never more than `workers` calls of `f` run at once, and never on more than `workers` threads.
    #[check(resources, weight = 2)]
    fn keeps_to_its_workers() {
        let calls = Meter::new();
        let meter = calls.clone();
        let results = process_ordered(stream(0..5), 2, move |item| {
            let _inside = meter.enter();
            thread::sleep(SECOND);
            item
        });
        expect_sequence("the stream", drain("process_ordered", &results), 0..5);
        expect_workers_at_most("calls of `f`", &calls, 2);
    }

    /// At most `2 * workers + 2` items are taken whose results have not been received, and no fewer than `2 * workers`.
    #[check(resources, weight = 5)]
    fn keeps_no_more_than_it_may() {
        for workers in [1, 2] {
            let input = stream(0..20);
            let watch = input.clone();
            let results = process_ordered(input, workers, |item| item);
            for (received, next) in (0..4).zip(0..) {
                settle();
                let ahead = (20 - watch.len()).saturating_sub(received);
                let text = format!(
                    "with {workers} worker(s) and {received} results received, {ahead} more items have been taken"
                );
                expect(ahead <= 2 * workers + 2, Code::NotLazy, format!("{text}; at most {} may", 2 * workers + 2));
                expect(ahead >= 2 * workers, Code::NotConcurrent, format!("{text}, and all workers are idle"));
                expect_eq("the next result", receive("process_ordered", &results), next);
            }
            expect_sequence("the rest", drain("process_ordered", &results), 4..20);
        }
    }

    /// 0 workers are refused by a panic that names `workers`.
    #[check(resources)]
    fn refuses_to_have_no_workers() {
        expect_panic("process_ordered with 0 workers", "workers", || process_ordered(stream([1]), 0, |item| item));
        expect_no_threads("a call that was refused");
    }

    /// Once its reader has left, no item is taken beyond the limit, and the threads end and let go of the input.
    #[check(cancellation, weight = 4)]
    fn ends_when_the_reader_leaves() {
        for (received, next) in [(0, 0), (2, 2)] {
            let given = Count::new();
            let results = process_ordered(fed(300, &given), 2, |item| item);
            let start = receive_n("process_ordered", &results, received);
            expect_sequence("the start of the stream", start, 0..next);
            settle();
            let before = given.get();
            drop(results);
            advance(SECOND);
            expect_no_threads("process_ordered and whoever feeds it, after its reader left");
            expect_left("the reader", before, given.get());
        }
    }

    /// As many items are processed at once as there are workers.
    #[check(timing, weight = 5)]
    fn uses_all_its_workers() {
        let (results, time) = took(|| {
            let results = process_ordered(stream(0..5), 3, |item| {
                thread::sleep(SECOND);
                item
            });
            drain("process_ordered", &results)
        });
        expect_makespan("5 items of 1 s on 3 workers", time, 2 * SECOND);
        expect_sequence("the stream", results, 0..5);
    }

    /// One slow item does not hold up the next ones, until the limit is reached.
    #[check(timing, weight = 4)]
    fn a_slow_item_holds_up_no_other() {
        let (gate, done) = (Gate::closed(), Count::new());
        let (pass, count) = (gate.clone(), done.clone());
        let results = process_ordered(stream(0..12), 3, move |item| {
            if item == 0 {
                pass.pass();
            }
            count.add();
            item
        });
        settle();
        let others = done.get();
        let text = format!("with 3 workers and the first item slow, {others} others were processed");
        expect(others <= 7, Code::LimitExceeded, format!("{text}; at most 8 items may be kept, this one among them"));
        expect(others >= 4, Code::NotConcurrent, format!("{text}; 6 items may be taken without waiting for any result"));
        gate.open();
        expect_sequence("the stream", drain("process_ordered", &results), 0..12);
    }

    /// The call returns at once; a result can be received as soon as its item and all before it are done.
    #[check(timing, weight = 4)]
    fn hands_on_each_result_as_soon_as_it_is_its_turn() {
        let (sender, input) = unbounded();
        thread::spawn(move || {
            // Nothing for a second: the call does not wait for the first item. Then two at once, and a third one when
            // those are done.
            for (pause, seconds) in [(1, 1), (0, 3), (5, 2)] {
                thread::sleep(pause * SECOND);
                let _ = sender.send(seconds);
            }
            thread::sleep(4 * SECOND);
        });
        let (results, time) = took(|| {
            process_ordered(input, 2, |seconds| {
                thread::sleep(seconds * SECOND);
                seconds
            })
        });
        expect_took("the call of process_ordered", time, Duration::ZERO);
        for (seconds, moment) in [(1, 2), (3, 4), (2, 8)] {
            expect_eq("the next result", receive("process_ordered", &results), seconds);
            expect_took("everything up to this result", elapsed(), moment * SECOND);
        }
        expect_sequence("what comes after the last", drain("process_ordered", &results), []);
        expect_took("everything up to the end of the input", elapsed(), 10 * SECOND);
    }

    /// However slow the threads are, nothing is lost and nothing is out of place.
    #[check(ordering, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let results = process_ordered(stream([20, 10, 10]), 2, |time| {
            thread::sleep(Duration::from_millis(time.into()));
            time
        });
        expect_sequence("the stream", drain("process_ordered", &results), [20, 10, 10]);
    }
}
