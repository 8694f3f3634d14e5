//! The hidden suite of `run_jobs`: every job once, all workers busy, and no more of them than asked for.

use crate::common::{SECOND, expect_workers_at_most};
use check::prelude::*;
use std::thread;

/// The function under test, with jobs, results and closures of one type each: it is compiled once.
fn run_jobs(workers: usize, jobs: Vec<u32>, f: impl Fn(u32) -> u32 + Send + Sync) -> Vec<u32> {
    let f: Box<dyn Fn(u32) -> u32 + Send + Sync + '_> = Box::new(f);
    worker_pool::run_jobs(workers, jobs, f)
}

check::suite! {
    /// `f` is called once for each job, and all its results are returned.
    #[check(basic, weight = 3, exhaustive, budget = 10000)]
    fn runs_every_job_once() {
        let called = Log::new();
        let results = run_jobs(2, vec![1, 2], |job| {
            called.push(job);
            10 * job
        });
        expect_same_items("the jobs for which `f` was called", called.snapshot(), [1, 2]);
        expect_same_items("the results", results, [10, 20]);
    }

    /// There may be more workers than jobs, one worker, or no job at all; equal jobs are all run.
    #[check(basic)]
    fn works_with_any_numbers() {
        for (workers, jobs) in [(1, vec![7, 8, 7]), (5, vec![1, 2]), (4, vec![3]), (2, vec![])] {
            let what = format!("the results of {} jobs on {workers} worker(s)", jobs.len());
            expect_same_items(&what, run_jobs(workers, jobs.clone(), |job| job), jobs);
        }
    }

    /// Jobs, results and `f` may borrow from the caller.
    #[check(basic)]
    fn may_borrow() {
        let text = String::from("to be or not");
        let seen = Count::new();
        let words = worker_pool::run_jobs(2, text.split(' ').collect(), |word: &str| {
            seen.add();
            &word[..2]
        });
        expect_same_items("the first two letters of each word", words, ["to", "be", "or", "no"]);
        expect_eq("how often `f` was called", seen.get(), 4);
    }

    /// The number of jobs is not limited by the size of any buffer.
    #[check(deadlock, weight = 2, budget = 5)]
    fn takes_any_number_of_jobs() {
        let results = run_jobs(2, (0..150).collect(), |job| job);
        expect_same_items("the results of 150 jobs on 2 workers", results, 0..150);
    }

    /// A panic in `f` reaches the caller, once every thread has ended.
    #[check(deadlock, weight = 2)]
    fn a_panic_reaches_the_caller() {
        for workers in [1, 2] {
            expect_panic("run_jobs, if `f` panics", "", || {
                run_jobs(workers, vec![1, 2, 3], |job| {
                    if job == 2 {
                        boom("a panic that this check provokes in `f`");
                    }
                    job
                })
            });
            expect_no_threads("run_jobs, after a panic in `f`");
        }
    }

    /// Never more than `workers` calls run at once, and never more than `workers` threads make them.
    #[check(resources, weight = 5)]
    fn keeps_to_its_workers() {
        let calls = Meter::new();
        let results = run_jobs(2, vec![1, 2, 3, 4, 5], |job| {
            let _inside = calls.enter();
            thread::sleep(SECOND);
            job
        });
        expect_workers_at_most("calls of `f`", &calls, 2);
        expect_same_items("the results", results, 1..=5);
    }

    /// 0 workers are refused by a panic that names `workers`.
    #[check(resources)]
    fn refuses_to_have_no_workers() {
        expect_panic("run_jobs with 0 workers", "workers", || run_jobs(0, vec![1], |job| job));
    }

    /// As many jobs run at once as there are workers, or all of them if there are fewer.
    #[check(timing, weight = 5)]
    fn uses_all_its_workers() {
        for (workers, jobs, rounds) in [(3, 5, 2), (8, 3, 1), (1, 2, 2)] {
            let one_second = |job| {
                thread::sleep(SECOND);
                job
            };
            let (results, time) = took(|| run_jobs(workers, (0..jobs).collect(), one_second));
            expect_makespan(&format!("{jobs} jobs of 1 s with {workers} worker(s)"), time, rounds * SECOND);
            expect_same_items("the results", results, 0..jobs);
        }
    }

    /// A worker that has finished a job takes the next: one slow job holds up no other.
    #[check(timing, weight = 4)]
    fn a_slow_job_holds_up_no_other() {
        for slow in [0, 3] {
            let (gate, done) = (Gate::closed(), Count::new());
            let (pass, count) = (gate.clone(), done.clone());
            let caller = thread::spawn(move || {
                run_jobs(2, (0..4).collect(), |job| {
                    if job == slow {
                        pass.pass();
                    }
                    count.add();
                    job
                })
            });
            settle();
            expect(
                done.get() == 3,
                Code::NotConcurrent,
                format!(
                    "with 2 workers, one of them held up by a slow job, {} of the 3 other jobs were done",
                    done.get()
                ),
            );
            gate.open();
            expect_eq("how many results there are", caller.join().map_or(0, |results| results.len()), 4);
        }
    }

    /// However slow the threads are, no job is lost or run twice.
    #[check(deadlock, adverse)]
    fn survives_a_slow_machine() {
        let results = run_jobs(2, vec![30, 10, 20], |time| {
            thread::sleep(Duration::from_millis(time.into()));
            time
        });
        expect_same_items("the results", results, [10, 20, 30]);
    }
}
