//! The hidden suite of `fan_out`: each item once, nobody deals in turns, and each stream ends for itself.

use crate::common::{SECOND, expect_left, expect_workers_at_most, fed, read_all, stream};
use check::prelude::*;
use std::thread;

/// Reads the streams one after the other, each to its end.
fn one_after_the_other<R>(streams: &[Receiver<R>]) -> Vec<R> {
    streams.iter().flat_map(|stream| drain("a stream of fan_out", stream)).collect()
}

/// The function under test, with items, results and closures of one type each: it is compiled once.
fn fan_out(
    input: Receiver<u32>,
    workers: usize,
    f: impl Fn(u32) -> u32 + Send + Sync + 'static,
) -> Vec<Receiver<u32>> {
    let f: Box<dyn Fn(u32) -> u32 + Send + Sync> = Box::new(f);
    fan_out_fan_in::fan_out(input, workers, f)
}

check::suite! {
    /// Each item is processed once, and its result comes out of one of the streams; then they close.
    #[check(basic, weight = 3, exhaustive)]
    fn processes_each_item_once() {
        let called = Log::new();
        let calls = called.clone();
        let streams = fan_out(stream([1, 2]), 1, move |item| {
            calls.push(item);
            10 * item
        });
        expect_same_items("the results", one_after_the_other(&streams), [10, 20]);
        expect_same_items("the items for which `f` was called", called.snapshot(), [1, 2]);
    }

    /// There are as many streams as workers, whatever the number of items; they may be read one after the other.
    #[check(basic, weight = 2)]
    fn works_with_any_numbers() {
        for (workers, items) in [(1, 3), (2, 5), (3, 1), (2, 0)] {
            let streams = fan_out(stream(0..items), workers, |item| item);
            expect_eq(&format!("the number of streams of {workers} workers"), streams.len(), workers);
            let what = format!("the results of {items} items from {workers} workers");
            expect_same_items(&what, one_after_the_other(&streams), 0..items);
        }
    }

    /// Streams may be read one after the other, in any order, however many items there are.
    #[check(deadlock, weight = 3, budget = 200)]
    fn no_stream_waits_for_another() {
        for last_first in [false, true] {
            let mut streams = fan_out(stream(0..40), 3, |item| item);
            if last_first {
                streams.reverse();
            }
            let results = during(Code::Deadlock, "reading one stream after the other", || {
                streams.iter().flat_map(|stream| stream.iter().collect::<Vec<_>>()).collect::<Vec<_>>()
            });
            expect_same_items("the results of 40 items from 3 workers", results, 0..40);
        }
    }

    /// A panic in `f` costs this item; its worker goes on, and all streams close.
    #[check(deadlock, weight = 4)]
    fn a_panic_costs_one_item_only() {
        for workers in [1, 2] {
            let streams = fan_out(stream(0..5), workers, |item| {
                if item % 2 == 1 {
                    boom("a panic that this check provokes in `f`");
                }
                item
            });
            let what = format!("the results from {workers} worker(s), if `f` panics for 1 and 3");
            expect_same_items(&what, one_after_the_other(&streams), [0, 2, 4]);
        }
    }

    /// Never more than `workers` calls run at once, and never on more than `workers` threads.
    #[check(resources, weight = 3)]
    fn keeps_to_its_workers() {
        let calls = Meter::new();
        let meter = calls.clone();
        let streams = fan_out(stream(0..6), 2, move |item| {
            let _inside = meter.enter();
            thread::sleep(SECOND);
            item
        });
        let results = read_all(streams);
        advance(10 * SECOND);
        expect_same_items("the results", results.snapshot(), 0..6);
        expect_workers_at_most("calls of `f`", &calls, 2);
    }

    /// While nobody reads, at most two items of each worker are taken, and one more that is on its way.
    #[check(resources, weight = 4)]
    fn takes_no_more_than_two_ahead() {
        for workers in [1, 2] {
            let input = stream(0..20);
            let watch = input.clone();
            let streams = fan_out(input, workers, |item| item);
            for received in 0..4 {
                settle();
                let (ahead, most) = ((20 - watch.len()).saturating_sub(received), 2 * workers + 1);
                let text = format!(
                    "with {workers} worker(s) and {received} results received, {ahead} more items have been taken; at most {most} may"
                );
                expect(ahead <= most, Code::NotLazy, text.as_str());
                receive("the first stream of fan_out", &streams[0]);
            }
            expect_eq("how many results were left", one_after_the_other(&streams).len(), 16);
        }
    }

    /// 0 workers are refused by a panic that names `workers`.
    #[check(resources)]
    fn refuses_to_have_no_workers() {
        expect_panic("fan_out with 0 workers", "workers", || fan_out(stream([1]), 0, |item| item));
        expect_no_threads("a call that was refused");
    }

    /// A stream that is dropped costs at most two results; the others get everything else.
    #[check(cancellation, weight = 4)]
    fn a_dropped_stream_costs_little() {
        for received in [0, 1] {
            let mut streams = fan_out(fed(12, &Count::new()), 2, |item| item);
            let leaving = streams.remove(0);
            expect_eq("how many results came", receive_n("the first stream", &leaving, received).len(), received);
            settle();
            drop(leaving);
            let rest = drain("the stream of the other worker", &streams[0]).len();
            let lost = 12_usize.saturating_sub(rest + received);
            expect(
                lost <= 2,
                Code::LostItem,
                format!("one of 2 streams was dropped after {received} results; {lost} of 12 results never came"),
            );
            expect_no_threads("fan_out and whoever feeds it, at the end of the input");
        }
    }

    /// When all readers have left, the threads end and let go of the input.
    #[check(cancellation, weight = 4)]
    fn ends_when_the_readers_leave() {
        for received in [0, 2] {
            let given = Count::new();
            let streams = fan_out(fed(60, &given), 2, |item| item);
            streams[1].iter().take(received).for_each(drop);
            settle();
            let before = given.get();
            drop(streams);
            advance(SECOND);
            expect_no_threads("fan_out and whoever feeds it, after its readers left");
            expect_left("both readers", before, given.get());
        }
    }

    /// As many items are processed at once as there are workers.
    #[check(timing, weight = 5)]
    fn uses_all_its_workers() {
        let (results, time) = took(|| {
            let streams = fan_out(stream(0..6), 3, |item| {
                thread::sleep(SECOND);
                item
            });
            let readers = streams.into_iter().map(|stream| thread::spawn(move || drain("a stream", &stream)));
            let readers: Vec<_> = readers.collect();
            readers.into_iter().flat_map(|reader| reader.join().unwrap_or_default()).collect::<Vec<_>>()
        });
        expect_makespan("6 items of 1 s with 3 workers", time, 2 * SECOND);
        expect_same_items("the results", results, 0..6);
    }

    /// A worker that is free takes the next item: one slow item holds up no other.
    #[check(timing, weight = 4)]
    fn a_slow_item_holds_up_no_other() {
        for slow in [0, 3] {
            let gate = Gate::closed();
            let pass = gate.clone();
            let results = read_all(fan_out(stream(0..6), 2, move |item| {
                if item == slow {
                    pass.pass();
                }
                item
            }));
            settle();
            let done = results.len();
            let text = format!("with 2 workers, one of them held up by a slow item, {done} of the 5 other results came");
            expect(done == 5, Code::NotConcurrent, text);
            gate.open();
            settle();
            expect_same_items("the results", results.snapshot(), 0..6);
        }
    }

    /// The call returns at once; a result can be received when it is there, and each stream closes when its worker is done.
    #[check(timing, weight = 4)]
    fn each_stream_goes_its_own_way() {
        let (sender, input) = unbounded();
        thread::spawn(move || {
            // Nothing for a second: the call does not wait for the first item.
            thread::sleep(SECOND);
            for seconds in [9, 1, 2] {
                let _ = sender.send(seconds);
            }
            thread::sleep(4 * SECOND);
        });
        let (streams, time) = took(|| {
            fan_out(input, 2, |seconds| {
                thread::sleep(seconds * SECOND);
                seconds
            })
        });
        expect_took("the call of fan_out", time, Duration::ZERO);
        let (came, closed) = (Log::new(), Log::new());
        for stream in streams {
            let (came, closed) = (came.clone(), closed.clone());
            thread::spawn(move || {
                stream.into_iter().for_each(|seconds| came.push((seconds, elapsed())));
                closed.push(elapsed());
            });
        }
        advance(20 * SECOND);
        let came = came.snapshot();
        expect_same_items("the results", came.iter().map(|(seconds, _)| *seconds), [1, 2, 9]);
        for (seconds, moment) in came {
            // The item of 2 s comes after the one of 1 s, to the same worker.
            let due = if seconds == 2 { 4 } else { 1 + seconds };
            expect_took(&format!("the time until the result of the item of {seconds} s came"), moment, due * SECOND);
        }
        // One worker ends with the input, at 5 s; the other with its long item, at 10 s.
        expect_eq("how many streams have closed", closed.len(), 2);
        for (moment, due) in closed.snapshot().into_iter().zip([5, 10]) {
            expect_took("the time until a stream closed", moment, due * SECOND);
        }
    }

    /// However slow the threads are, nothing is lost.
    #[check(ordering, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let streams = fan_out(stream([20, 10, 15]), 2, |time| {
            thread::sleep(Duration::from_millis(time.into()));
            time
        });
        expect_same_items("the results", one_after_the_other(&streams), [10, 15, 20]);
    }
}
