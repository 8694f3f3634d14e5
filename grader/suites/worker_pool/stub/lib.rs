//! Worker pools: a fixed number of threads that work off a queue.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers,
//! fields and types you like.

use crossbeam_channel::Receiver;
use std::{fmt, marker::PhantomData, thread};

/// What became of a job: its result, or the payload of its panic.
pub type Outcome<R> = thread::Result<R>;

/// A job for a [`WorkerPool`].
pub type Job<R> = Box<dyn FnOnce() -> R + Send>;

/// `f` of each of `jobs`, in any order.
///
/// `min(workers, jobs.len())` calls of `f` run at once, never more than `workers`, on at most `workers`
/// threads; a worker that has finished a job takes the next one. Returns when all threads have ended; a
/// panic in `f` reaches the caller then. Panics if `workers` is 0.
pub fn run_jobs<J, R, F>(workers: usize, jobs: Vec<J>, f: F) -> Vec<R>
where
    J: Send,
    R: Send,
    F: Fn(J) -> R + Send + Sync,
{
    let _ = (jobs, f);
    todo!("run the jobs on {workers} workers")
}

/// A fixed number of threads that work off a queue of jobs.
///
/// Dropping the pool finishes every job that it has accepted, as [`shutdown`](WorkerPool::shutdown)
/// does, and discards the outcomes. (You will need an `impl Drop`.)
pub struct WorkerPool<R> {
    // Replace this by what your pool needs.
    _outcomes: PhantomData<fn() -> R>,
}

/// A job that found no room in the queue, given back.
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
    /// A pool of `workers` threads; `queue` jobs may wait while all of them are busy.
    ///
    /// Panics if `workers` or `queue` is 0.
    pub fn new(workers: usize, queue: usize) -> Self {
        todo!("start {workers} workers with room for {queue} jobs that wait")
    }

    /// Hands in a job; waits while the queue is full.
    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let _ = job;
        todo!("hand in the job, as soon as there is room")
    }

    /// Hands in a job, or gives it back at once if the queue is full.
    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let _ = job;
        todo!("hand in the job, if there is room")
    }

    /// Finishes every job that was accepted, ends all threads, and returns the outcomes in any order.
    pub fn shutdown(self) -> Vec<Outcome<R>> {
        todo!("finish all jobs, and end all threads")
    }
}

/// The outcomes of `f` for each of `jobs`, in the order of `jobs`; then the stream closes.
///
/// `workers` calls of `f` run at once. At most `window` jobs have been started whose outcomes have not
/// been received. Panics if `workers` is 0, or `window` smaller than `workers`.
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
    let _ = (jobs, f);
    todo!("run the jobs on {workers} workers, {window} of them ahead")
}
