//@ expect: lost-item in run_jobs/runs_every_job_once
//@ expect: lost-item in run_jobs/works_with_any_numbers
//@ expect: lost-item in run_jobs/may_borrow
//@ expect: lost-item in pool/runs_every_job_once
//@ expect: lost-item in pool/works_with_any_number_of_jobs
//@ expect: lost-item in run_ordered/keeps_the_order
//@ expect: lost-item in run_ordered/works_with_any_numbers
//@ points: 0
//! Does nothing: it compiles, it never hangs, and it earns nothing.

use crossbeam_channel::{Receiver, bounded};
use std::{fmt, marker::PhantomData, thread};

pub type Outcome<R> = thread::Result<R>;

pub type Job<R> = Box<dyn FnOnce() -> R + Send>;

pub fn run_jobs<J, R, F>(workers: usize, jobs: Vec<J>, f: F) -> Vec<R>
where
    J: Send,
    R: Send,
    F: Fn(J) -> R + Send + Sync,
{
    let _ = (workers, jobs, f);
    Vec::new()
}

pub struct WorkerPool<R> {
    _outcomes: PhantomData<fn() -> R>,
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
        let _ = (workers, queue);
        WorkerPool {
            _outcomes: PhantomData,
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        drop(job);
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        drop(job);
        Ok(())
    }

    pub fn shutdown(self) -> Vec<Outcome<R>> {
        Vec::new()
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
    let _ = (jobs, workers, window, f);
    bounded(0).1
}
