//! The hidden suite of `run_ordered`: the order, the window, and what becomes of panics.

use crate::common::{SECOND, expect_workers_at_most, stream, told};
use check::prelude::*;
use std::thread;
use worker_pool::Outcome;

/// The function under test, with jobs, results and closures of one type each: it is compiled once.
fn run_ordered(
    jobs: Receiver<u32>,
    workers: usize,
    window: usize,
    f: impl Fn(u32) -> u32 + Send + Sync + 'static,
) -> Receiver<Outcome<u32>> {
    let f: Box<dyn Fn(u32) -> u32 + Send + Sync> = Box::new(f);
    worker_pool::run_ordered(jobs, workers, window, f)
}

check::suite! {
    /// One outcome for each job, in the order of the jobs, and then the stream closes.
    #[check(basic, weight = 3)]
    fn keeps_the_order() {
        let outcomes = run_ordered(stream([1, 2, 3]), 2, 2, |job| 10 * job);
        expect_sequence("the stream", told(drain("run_ordered", &outcomes)), [10, 20, 30].map(Ok));
    }

    /// There may be more or fewer jobs than workers, and none.
    #[check(basic, weight = 2)]
    fn works_with_any_numbers() {
        for (workers, window, jobs) in [(1, 1, 3), (2, 4, 5), (4, 4, 1), (2, 2, 0)] {
            let outcomes = run_ordered(stream(0..jobs), workers, window, |job| job);
            let what = format!("{jobs} jobs on {workers} workers with a window of {window}");
            expect_sequence(&what, told(drain("run_ordered", &outcomes)), (0..jobs).map(Ok));
        }
    }

    /// Jobs that take longer than those behind them keep their place.
    #[check(ordering, weight = 3)]
    fn slow_jobs_keep_their_place() {
        let outcomes = run_ordered(stream([3, 1, 2, 0, 2]), 3, 5, |seconds| {
            thread::sleep(seconds * SECOND);
            seconds
        });
        expect_sequence("the stream", told(drain("run_ordered", &outcomes)), [3, 1, 2, 0, 2].map(Ok));
    }

    /// A job that panics has its outcome in its place, and the others go on.
    #[check(deadlock, weight = 3)]
    fn a_panic_costs_one_job_only() {
        let outcomes = run_ordered(stream(0..5), 2, 2, |job| {
            if job % 2 == 1 {
                boom("a panic that this check provokes in `f`");
            }
            job
        });
        let panicked = || Err("a panic that this check provokes in `f`".to_owned());
        let want = [Ok(0), panicked(), Ok(2), panicked(), Ok(4)];
        expect_sequence("the stream", told(drain("run_ordered", &outcomes)), want);
    }

    /// Never more than `workers` calls of `f` run at once, and never on more than `workers` threads.
    #[check(resources, weight = 2)]
    fn keeps_to_its_workers() {
        let calls = Meter::new();
        let meter = calls.clone();
        let outcomes = run_ordered(stream(0..5), 2, 4, move |job| {
            let _inside = meter.enter();
            thread::sleep(SECOND);
            job
        });
        expect_sequence("the stream", told(drain("run_ordered", &outcomes)), (0..5).map(Ok));
        expect_workers_at_most("calls of `f`", &calls, 2);
    }

    /// At rest, `window` jobs have been started whose outcomes have not been received: no more, and no fewer.
    #[check(resources, weight = 5)]
    fn the_window_is_as_wide_as_it_says() {
        for (workers, window) in [(1, 1), (2, 2), (2, 4)] {
            let (started, jobs) = (Count::new(), stream(0..10));
            let (count, watch) = (started.clone(), jobs.clone());
            let outcomes = run_ordered(jobs, workers, window, move |job| {
                count.add();
                job
            });
            for (received, next) in (0..4).zip(0..) {
                settle();
                let ahead = started.get().saturating_sub(received);
                let text = format!(
                    "with {workers} workers, a window of {window} and {received} outcomes received, {ahead} more \
                     jobs have been started"
                );
                expect(ahead <= window, Code::LimitExceeded, text.as_str());
                expect(ahead >= window, Code::NotConcurrent, text.as_str());
                let (taken, most) = ((10 - watch.len()).saturating_sub(received), window + workers + 1);
                expect(
                    taken <= most,
                    Code::NotLazy,
                    format!("{text}, and {taken} have been taken from the input; at most {most} may"),
                );
                expect_eq("the next outcome", told([receive("run_ordered", &outcomes)]), [Ok(next)]);
            }
            expect_sequence("the rest", told(drain("run_ordered", &outcomes)), (4..10).map(Ok));
        }
    }

    /// 0 workers, and a window smaller than `workers`, are refused by a panic that names the parameter.
    #[check(resources)]
    fn refuses_what_makes_no_sense() {
        expect_panic("run_ordered with 0 workers", "workers", || run_ordered(stream([1]), 0, 1, |job| job));
        expect_panic("2 workers with a window of 1", "window", || run_ordered(stream([1]), 2, 1, |job| job));
        expect_no_threads("calls that were refused");
    }

    /// Once its reader has left, no job is started beyond the window, and the threads end and let go of the input.
    #[check(cancellation, weight = 4)]
    fn ends_when_the_reader_leaves() {
        for (received, next) in [(0, 0), (2, 2)] {
            let started = Count::new();
            let count = started.clone();
            let (sender, jobs) = bounded(0);
            thread::spawn(move || (0..500).try_for_each(|job| sender.send(job)));
            let outcomes = run_ordered(jobs, 2, 3, move |job| {
                count.add();
                job
            });
            let start = told(receive_n("run_ordered", &outcomes, received));
            expect_sequence("the start of the stream", start, (0..next).map(Ok));
            settle();
            drop(outcomes);
            expect_no_threads("run_ordered and whoever feeds it, after its reader left");
            expect(
                started.get() <= received + 3,
                Code::CancellationIgnored,
                format!(
                    "{received} outcomes were received, then the reader left; with a window of 3, {} jobs were started",
                    started.get()
                ),
            );
        }
        // What is running is finished, and nobody minds that nobody wants it.
        let gate = Gate::closed();
        let pass = gate.clone();
        let outcomes = run_ordered(stream(0..2), 2, 2, move |job| {
            pass.pass();
            job
        });
        settle();
        drop(outcomes);
        gate.open();
        expect_no_threads("run_ordered, after its reader left while 2 jobs were running");
    }

    /// As many jobs run at once as there are workers.
    #[check(timing, weight = 6)]
    fn uses_all_its_workers() {
        for (window, jobs, seconds) in [(3, 5, 2), (6, 2, 1)] {
            let (outcomes, time) = took(|| {
                let outcomes = run_ordered(stream(0..jobs), 3, window, |job| {
                    thread::sleep(SECOND);
                    job
                });
                drain("run_ordered", &outcomes)
            });
            expect_makespan(&format!("{jobs} jobs of 1 s on 3 workers"), time, seconds * SECOND);
            expect_sequence("the stream", told(outcomes), (0..jobs).map(Ok));
        }
    }

    /// One slow job holds up no other until the window is full.
    #[check(timing, weight = 4)]
    fn a_slow_job_holds_up_no_other() {
        let (gate, done) = (Gate::closed(), Count::new());
        let (pass, count) = (gate.clone(), done.clone());
        let outcomes = run_ordered(stream(0..6), 2, 4, move |job| {
            if job == 0 {
                pass.pass();
            }
            count.add();
            job
        });
        settle();
        expect(done.get() <= 3, Code::LimitExceeded, format!("beside a slow job, {} more were run", done.get()));
        expect(
            done.get() == 3,
            Code::NotConcurrent,
            format!("with 2 workers and a window of 4, beside a slow job only {} more were run", done.get()),
        );
        gate.open();
        expect_sequence("the stream", told(drain("run_ordered", &outcomes)), (0..6).map(Ok));
    }

    /// The call returns at once; an outcome can be received as soon as its job and all before it are finished.
    #[check(timing, weight = 4)]
    fn hands_on_each_outcome_as_soon_as_it_is_its_turn() {
        let (sender, jobs) = unbounded();
        thread::spawn(move || {
            // Nothing for a second: the call does not wait for the first job. Then two at once, and a third one when
            // those are finished.
            for (pause, job) in [(1, 1), (0, 3), (5, 2)] {
                thread::sleep(pause * SECOND);
                let _ = sender.send(job);
            }
            thread::sleep(4 * SECOND);
        });
        let (outcomes, time) = took(|| {
            run_ordered(jobs, 2, 2, |seconds| {
                thread::sleep(seconds * SECOND);
                seconds
            })
        });
        expect_took("the call of run_ordered", time, Duration::ZERO);
        for (job, moment) in [(1, 2), (3, 4), (2, 8)] {
            expect_eq("the next outcome", told([receive("run_ordered", &outcomes)]), [Ok(job)]);
            expect_took("everything up to this outcome", elapsed(), moment * SECOND);
        }
        expect_sequence("what comes after the last", told(drain("run_ordered", &outcomes)), []);
        expect_took("everything up to the end of the input", elapsed(), 10 * SECOND);
    }

    /// However slow the threads are, no outcome is lost and none out of place.
    #[check(ordering, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let outcomes = run_ordered(stream([20, 10, 10]), 2, 2, |time| {
            thread::sleep(Duration::from_millis(time.into()));
            time
        });
        let mut got = Vec::new();
        loop {
            match outcomes.recv_timeout(Duration::from_millis(10)) {
                Ok(outcome) => got.push(outcome),
                Err(error) if error.is_disconnected() => break,
                Err(_) => {}
            }
        }
        expect_sequence("the stream", told(got), [20, 10, 10].map(Ok));
    }
}
