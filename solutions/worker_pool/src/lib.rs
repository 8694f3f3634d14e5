//! Worker pools: a fixed number of threads that work off a queue.
//!
//! Three sizes of one idea. What they share:
//!
//! - *The queue is the scheduler.* Whoever is free takes the next job. Dealing the jobs out beforehand
//!   (a chunk for each worker) needs no lock, and lets one slow job hold up those dealt to the same
//!   worker.
//! - *Closing the queue is how workers learn that it is over.* Each ends when the queue is closed and
//!   empty, and so everything that was accepted is finished. Close first, join afterwards.
//! - *Results need a place that is never full.* Go's version of this pool sends them into a channel and
//!   reads that only after the workers have ended: with more jobs than room, everybody waits. Here each
//!   worker keeps its results to itself and `join` hands them over: no channel, no lock, nothing to close.
//! - *A panic is a value* once it is caught: `thread::Result` is what `join` and `catch_unwind` give.

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::{
    fmt, iter,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

/// What became of a job: its result, or the payload of its panic.
pub type Outcome<R> = thread::Result<R>;

/// A job for a [`WorkerPool`].
pub type Job<R> = Box<dyn FnOnce() -> R + Send>;

/// `f` of each of `jobs`, in any order.
///
/// # Panics
/// If `workers` is 0, and with the panic of `f`, if it panics.
pub fn run_jobs<J, R, F>(workers: usize, jobs: Vec<J>, f: F) -> Vec<R>
where
    J: Send,
    R: Send,
    F: Fn(J) -> R + Send + Sync,
{
    assert!(workers > 0, "`workers` must be at least 1");
    let workers = workers.min(jobs.len());
    // All jobs are here, so a locked iterator is queue enough. A channel does as well, and must be
    // closed before the workers are waited for.
    let queue = Mutex::new(jobs.into_iter());
    // A function, so that the guard is gone when it returns. In `while let Some(job) =
    // queue.lock().unwrap().next() { f(job) }` it lives to the end of the body: one job at a time.
    let next = || {
        queue
            .lock()
            .expect("nobody panics while taking a job")
            .next()
    };
    let work = || iter::from_fn(next).map(&f).collect::<Vec<R>>();
    thread::scope(|scope| {
        // Collected, so that all are started before the first is waited for.
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|payload| panic::resume_unwind(payload))
            })
            .collect()
    })
}

/// A fixed number of threads that work off a queue of jobs.
pub struct WorkerPool<R> {
    /// `None` once the queue is closed. An `Option`, because `Drop` cannot move out of a field.
    jobs: Option<Sender<Job<R>>>,
    workers: Vec<JoinHandle<Vec<Outcome<R>>>>,
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
    /// # Panics
    /// If `workers` or `queue` is 0.
    #[must_use]
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "`workers` must be at least 1");
        assert!(queue > 0, "`queue` must be at least 1");
        let (sender, receiver) = bounded::<Job<R>>(queue);
        let start = |_| {
            let jobs = receiver.clone();
            thread::spawn(move || jobs.into_iter().map(contained).collect())
        };
        WorkerPool {
            jobs: Some(sender),
            workers: (0..workers).map(start).collect(),
        }
    }

    /// Hands in a job; waits while the queue is full.
    ///
    /// # Panics
    /// Never: the workers, who read the queue, are there as long as the pool.
    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let sent = self.queue().send(Box::new(job));
        assert!(sent.is_ok(), "the workers are there as long as the pool");
    }

    /// Hands in a job, or gives it back at once if the queue is full.
    ///
    /// # Errors
    /// The queue is full.
    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.queue().try_send(job).map_err(|refused| match refused {
            TrySendError::Full(job) => Full(job),
            TrySendError::Disconnected(_) => {
                unreachable!("the workers are there as long as the pool")
            }
        })
    }

    /// Finishes every job that was accepted, ends all threads, and returns the outcomes in any order.
    ///
    /// It takes the pool, so that a job handed in too late is a compile error instead of a panic
    /// ("send on closed channel") or a return value that everybody has to check.
    #[must_use]
    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.finish()
    }

    fn queue(&self) -> &Sender<Job<R>> {
        self.jobs
            .as_ref()
            .expect("the queue is open until the pool is finished")
    }
}

impl<R> WorkerPool<R> {
    /// Closes the queue and waits for the workers. The second time there is nothing left to do.
    fn finish(&mut self) -> Vec<Outcome<R>> {
        // The order matters: a worker ends only when the queue is closed. (Fields are dropped after
        // `drop` has run, so a `Drop` that only joins waits for ever.)
        drop(self.jobs.take());
        let here = thread::current().id();
        self.workers
            .drain(..)
            // The last owner of a shared pool may be one of its own jobs. It cannot wait for its own end.
            .filter(|worker| worker.thread().id() != here)
            .flat_map(|worker| worker.join().expect("panics of jobs are caught"))
            .collect()
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Calls `job`, and catches its panic, so that only this job is lost and not the worker.
///
/// `AssertUnwindSafe`: what the job has borrowed or shared may be left half changed. That is its owner's
/// business, who learns of the panic from the outcome.
fn contained<R>(job: impl FnOnce() -> R) -> Outcome<R> {
    panic::catch_unwind(AssertUnwindSafe(job))
}

/// The outcomes of `f` for each of `jobs`, in the order of `jobs`.
///
/// A job and the place of its outcome in the order are made together: a *slot*, a channel for one
/// value. The slots go, in order, to a thread that waits for one after the other; the jobs go to
/// whoever is free. The alternative, numbered results and a reorder buffer (a `BTreeMap`, say), needs
/// a count of tokens beside it, or it grows without a bound behind one slow job.
///
/// # Panics
/// If `workers` is 0, or `window` smaller than `workers`.
#[must_use]
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
    // One slot is in hand of the thread that waits for it, so `window - 1` more may wait in line. The
    // outcome goes through a channel without room: it is sent when it is received, and no sooner.
    let (in_order, slots) = bounded::<Receiver<Outcome<R>>>(window - 1);
    let (to_worker, work) = bounded::<(J, Sender<Outcome<R>>)>(0);
    let (sender, outcomes) = bounded(0);

    thread::spawn(move || {
        for job in jobs {
            let (fill, slot) = bounded(1);
            // First in line, then to work: this is what keeps the started jobs inside the window.
            if in_order.send(slot).is_err() || to_worker.send((job, fill)).is_err() {
                return; // The reader has left.
            }
        }
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (job, fill) in work {
                // Fails if the reader has left; then the queue is about to close.
                let _ = fill.send(contained(|| f(job)));
            }
        });
    }
    thread::spawn(move || {
        for slot in slots {
            let outcome = slot
                .recv()
                .expect("a worker fills every slot that it was given");
            if sender.send(outcome).is_err() {
                return;
            }
        }
    });
    outcomes
}
