//@ expect: not-concurrent in run_jobs/uses_all_its_workers
//@ expect: not-concurrent in run_jobs/a_slow_job_holds_up_no_other
//@ expect: deadlock in pool/may_be_dropped_by_its_own_job
//@ expect: deadlock in pool/the_queue_is_as_long_as_it_says
//@ expect: too-early in pool/dropping_finishes_what_was_accepted
//@ expect: too-late in pool/waits_for_room_and_no_longer
//@ expect: not-concurrent in pool/uses_all_its_workers
//@ expect: deadlock in pool/a_slow_job_holds_up_no_other
//@ expect: not-concurrent in run_ordered/uses_all_its_workers
//@ expect: not-concurrent in run_ordered/a_slow_job_holds_up_no_other
//@ expect: too-late in run_ordered/hands_on_each_outcome_as_soon_as_it_is_its_turn
//@ points: 56.35
//! No threads for the jobs at all: a loop, a list, and a loop on one thread. Every value and
//! every order is right.

use crossbeam_channel::{Receiver, bounded};
use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::Mutex,
    thread,
};

pub type Outcome<R> = thread::Result<R>;

pub type Job<R> = Box<dyn FnOnce() -> R + Send>;

pub fn run_jobs<J, R, F>(workers: usize, jobs: Vec<J>, f: F) -> Vec<R>
where
    J: Send,
    R: Send,
    F: Fn(J) -> R + Send + Sync,
{
    assert!(workers > 0, "`workers` must be at least 1");
    jobs.into_iter().map(f).collect()
}

pub struct WorkerPool<R> {
    outcomes: Mutex<Vec<Outcome<R>>>,
}

pub struct Full<R>(pub Job<R>);

impl<R> fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Full(..)")
    }
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "`workers` must be at least 1");
        assert!(queue > 0, "`queue` must be at least 1");
        WorkerPool {
            outcomes: Mutex::default(),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let outcome = panic::catch_unwind(AssertUnwindSafe(job));
        self.outcomes.lock().unwrap().push(outcome);
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.submit(job);
        Ok(())
    }

    pub fn shutdown(self) -> Vec<Outcome<R>> {
        self.outcomes.into_inner().unwrap()
    }
}

pub fn run_ordered<J, R, F>(
    jobs: Receiver<J>,
    workers: usize,
    window: usize,
    f: F,
) -> Receiver<Outcome<R>>
where
    J: Send + 'static,
    R: Send + 'static,
    F: Fn(J) -> R + Send + Sync + 'static,
{
    assert!(workers > 0, "`workers` must be at least 1");
    assert!(window >= workers, "`window` must be at least `workers`");

    let (sender, outcomes) = bounded(window - 1);
    thread::spawn(move || {
        for job in jobs {
            if sender
                .send(panic::catch_unwind(AssertUnwindSafe(|| f(job))))
                .is_err()
            {
                return;
            }
        }
    });
    outcomes
}
