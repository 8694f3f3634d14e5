//! The hidden suite of `WorkerPool`: what is accepted is finished, whatever its jobs do, and the queue
//! is as long as it says.

use crate::common::{SECOND, expect_workers_at_most, takes, told};
use check::prelude::*;
use std::sync::Arc;
use std::thread;
use worker_pool::WorkerPool;

/// As a job: provokes a panic.
fn broken() -> u32 {
    boom("a panic that this check provokes in a job")
}

/// The outcome of [`broken`].
fn panicked() -> Result<u32, String> {
    Err("a panic that this check provokes in a job".to_owned())
}

check::suite! {
    /// Every submitted job is run once, and `shutdown` returns the outcomes of all.
    #[check(basic, weight = 3, exhaustive)]
    fn runs_every_job_once() {
        let called = Log::new();
        let pool = WorkerPool::new(1, 1);
        for job in [1, 2] {
            let called = called.clone();
            pool.submit(move || {
                called.push(job);
                10 * job
            });
        }
        expect_same_items("the outcomes", told(pool.shutdown()), [Ok(10), Ok(20)]);
        expect_same_items("the jobs that were run", called.snapshot(), [1, 2]);
    }

    /// There may be many more jobs than workers and room in the queue, or none.
    #[check(basic, weight = 2, budget = 50)]
    fn works_with_any_number_of_jobs() {
        for jobs in [0, 1, 40] {
            let pool = WorkerPool::new(2, 1);
            for job in 0..jobs {
                pool.submit(move || job);
            }
            let what = format!("the outcomes of {jobs} jobs");
            expect_same_items(&what, told(pool.shutdown()), (0..jobs).map(Ok));
        }
    }

    /// With one worker, jobs start in the order in which they were accepted.
    #[check(ordering, weight = 2)]
    fn first_come_first_served() {
        let started = Log::new();
        let note = |job: u32| {
            let started = started.clone();
            move || {
                started.push(job);
                job
            }
        };
        let pool = WorkerPool::new(1, 2);
        for job in 0..3 {
            pool.submit(note(job));
        }
        for job in 3..5 {
            settle();
            expect(
                pool.try_submit(Box::new(note(job))).is_ok(),
                Code::WrongValue,
                "`try_submit` refuses a job although everybody had the time to take the earlier ones",
            );
        }
        expect_eq("the number of outcomes", pool.shutdown().len(), 5);
        expect_sequence("the jobs, as they started", started.snapshot(), 0..5);
    }

    /// A job that panics is one outcome, with the panic's own payload, and its worker lives on.
    #[check(deadlock, weight = 4)]
    fn a_panic_costs_one_job_only() {
        let alone = WorkerPool::new(1, 1);
        alone.submit(|| 1);
        alone.submit(broken);
        alone.submit(|| 3);
        let want = [Ok(1), panicked(), Ok(3)];
        expect_same_items("the outcomes, with 1 worker", told(alone.shutdown()), want);

        let both = WorkerPool::new(2, 5);
        for _ in 0..3 {
            both.submit(broken);
        }
        for job in [4, 5] {
            both.submit(move || job);
        }
        let want = [panicked(), panicked(), panicked(), Ok(4), Ok(5)];
        expect_same_items("the outcomes, with 2 workers", told(both.shutdown()), want);
    }

    /// Several threads may submit to one pool.
    #[check(deadlock, weight = 2)]
    fn several_threads_may_submit() {
        let pool = WorkerPool::new(2, 1);
        thread::scope(|scope| {
            for job in [0, 10] {
                let pool = &pool;
                scope.spawn(move || {
                    pool.submit(move || job);
                    pool.submit(move || job + 1);
                });
            }
        });
        expect_same_items("the outcomes", told(pool.shutdown()), [0, 1, 10, 11].map(Ok));
    }

    /// A job may own the pool that runs it, submit to it, and be the last to drop it.
    #[check(deadlock, weight = 3, exhaustive)]
    fn may_be_dropped_by_its_own_job() {
        let gate = Gate::closed();
        let (last, end) = unbounded::<()>();
        let pool = Arc::new(WorkerPool::new(1, 2));
        let (own, pass) = (Arc::clone(&pool), gate.clone());
        pool.submit(move || {
            pass.pass();
            let second = last.clone();
            own.submit(move || second);
            last
        });
        drop(pool);
        gate.open();
        // The outcomes own the senders: closed, when both jobs have run and their outcomes are dropped.
        expect_sequence("what the jobs send", drain("the end of the pool", &end), []);
        expect_no_threads("a pool that its own job dropped");
    }

    /// Never more than `workers` jobs run at once, and never on more than `workers` threads.
    #[check(resources, weight = 3)]
    fn keeps_to_its_workers() {
        let jobs = Meter::new();
        let pool = WorkerPool::new(2, 2);
        for job in 0..5 {
            let jobs = jobs.clone();
            pool.submit(move || {
                let _inside = jobs.enter();
                thread::sleep(SECOND);
                job
            });
        }
        expect_same_items("the outcomes", told(pool.shutdown()), (0..5).map(Ok));
        expect_workers_at_most("jobs", &jobs, 2);
    }

    /// While all workers are busy, `queue` jobs find room; the next one is given back by `try_submit`.
    #[check(resources, weight = 5)]
    fn the_queue_is_as_long_as_it_says() {
        for (queue, end) in [(1, 3), (3, 5)] {
            let gate = Gate::closed();
            let held = |job: u32| {
                let gate = gate.clone();
                move || {
                    gate.pass();
                    job
                }
            };
            let pool = WorkerPool::new(2, queue);
            for job in 0..2 {
                pool.submit(held(job));
                settle();
            }
            for job in 2..end {
                expect(
                    pool.try_submit(Box::new(held(job))).is_ok(),
                    Code::WrongValue,
                    format!("beside 2 jobs that do not end, for 2 workers, {} were accepted for a queue of {queue}, and the next is refused", job - 2),
                );
                settle();
            }
            match pool.try_submit(Box::new(|| 99)) {
                Ok(()) => fail(
                    Code::LimitExceeded,
                    format!("beside 2 jobs that do not end, for 2 workers, {queue} were accepted for a queue of {queue}, and one more is"),
                ),
                Err(full) => {
                    expect(
                        !format!("{full:?}").is_empty(),
                        Code::WrongValue,
                        "the `Debug` text of `Full` is empty: an `unwrap` on it would tell nothing",
                    );
                    expect_eq("the result of the job that was given back", full.0(), 99);
                }
            }
            gate.open();
            expect_same_items("the outcomes", told(pool.shutdown()), (0..end).map(Ok));
        }
    }

    /// After `shutdown`, and after the pool was dropped, none of its threads is left.
    #[check(resources, weight = 2)]
    fn leaves_no_thread() {
        let idle = WorkerPool::<u32>::new(2, 1);
        settle();
        expect_eq("the number of outcomes of an idle pool", idle.shutdown().len(), 0);
        expect_no_threads("an idle pool, after its shutdown");
        drop(WorkerPool::<u32>::new(2, 1));
        expect_no_threads("an idle pool that was dropped");
        let busy = WorkerPool::new(2, 2);
        for job in 0..3 {
            busy.submit(takes(SECOND, job));
        }
        expect_eq("the number of outcomes of 3 jobs", busy.shutdown().len(), 3);
        expect_no_threads("a busy pool, after its shutdown");
    }

    /// 0 workers and a queue of 0 are refused by a panic that names `workers` or `queue`.
    #[check(resources)]
    fn refuses_zero() {
        expect_panic("a pool with 0 workers", "workers", || drop(WorkerPool::<u32>::new(0, 1)));
        expect_panic("a pool with a queue of 0", "queue", || drop(WorkerPool::<u32>::new(1, 0)));
        expect_no_threads("pools that were refused");
    }

    /// Dropping the pool finishes what it accepted, and returns then; the outcomes are dropped.
    #[check(cancellation, weight = 4)]
    fn dropping_finishes_what_was_accepted() {
        let (done, dropped) = (Count::new(), Count::new());
        let pool = WorkerPool::new(2, 4);
        for _ in 0..4 {
            let (done, probe) = (done.clone(), Probe::new(&dropped));
            pool.submit(move || {
                thread::sleep(SECOND);
                done.add();
                probe
            });
        }
        let ((), time) = took(|| drop(pool));
        advance(8 * SECOND);
        expect(
            done.get() == 4,
            Code::LostItem,
            format!("4 jobs were accepted, then the pool was dropped, and {} were finished", done.get()),
        );
        expect_took("dropping a pool with 4 jobs of 1 s and 2 workers", time, 2 * SECOND);
        expect(
            dropped.get() == 4,
            Code::ThreadLeak,
            format!("the pool is gone, and {} of its 4 outcomes are still kept", 4 - dropped.get()),
        );
    }

    /// `submit` does not wait while there is room, and otherwise until there is.
    #[check(timing, weight = 4, exhaustive)]
    fn waits_for_room_and_no_longer() {
        let pool = WorkerPool::new(1, 1);
        let mut accepted = Vec::new();
        for job in 0..4 {
            pool.submit(takes(SECOND, job));
            accepted.push(elapsed());
            settle();
        }
        for (moment, seconds) in accepted.into_iter().zip([0, 0, 1, 2]) {
            let what = "until a job of 1 s was accepted by 1 worker with a queue of 1, it";
            expect_took(what, moment, seconds * SECOND);
        }
        expect_same_items("the outcomes", told(pool.shutdown()), (0..4).map(Ok));
        expect_took("4 jobs of 1 s on 1 worker", elapsed(), 4 * SECOND);
    }

    /// As many jobs run at once as there are workers, and `shutdown` returns when the last is finished.
    #[check(timing, weight = 6)]
    fn uses_all_its_workers() {
        let pool = WorkerPool::new(3, 5);
        for job in 0..5 {
            pool.submit(takes(SECOND, job));
        }
        let outcomes = pool.shutdown();
        expect_makespan("5 jobs of 1 s on 3 workers", elapsed(), 2 * SECOND);
        expect_same_items("the outcomes", told(outcomes), (0..5).map(Ok));
    }

    /// A worker that has finished a job takes the next: one slow job holds up no other.
    #[check(timing, weight = 4)]
    fn a_slow_job_holds_up_no_other() {
        let (gate, done) = (Gate::closed(), Count::new());
        let pool = WorkerPool::<u32>::new(2, 4);
        let pass = gate.clone();
        pool.submit(move || {
            pass.pass();
            0
        });
        for _ in 0..3 {
            let done = done.clone();
            pool.submit(move || {
                done.add();
                0
            });
        }
        settle();
        expect(
            done.get() == 3,
            Code::NotConcurrent,
            format!("with 2 workers, one of them held up by a slow job, {} of 3 other jobs were done", done.get()),
        );
        gate.open();
        expect_eq("the number of outcomes", pool.shutdown().len(), 4);
    }

    /// However slow the threads are, no job is lost and nobody is stuck.
    #[check(deadlock, weight = 2, adverse)]
    fn survives_a_slow_machine() {
        let pool = WorkerPool::new(2, 1);
        for job in [30, 10, 20] {
            pool.submit(takes(Duration::from_millis(job.into()), job));
        }
        expect_same_items("the outcomes", told(pool.shutdown()), [30, 10, 20].map(Ok));
    }
}
