//@ expect: too-late in run_ordered/hands_on_each_outcome_as_soon_as_it_is_its_turn
//! Starts its workers only when there is a job: the caller waits for it, and a caller that sends the jobs itself,
//! after the call, waits for ever. In Go, `first := <-jobs` in front of the first `go`.

use crossbeam_channel::{Receiver, Select, Sender, TrySendError, bounded};
use std::{
    fmt, iter,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
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
    let workers = workers.min(jobs.len());
    let queue = Mutex::new(jobs.into_iter());
    let next = || {
        queue
            .lock()
            .expect("nobody panics while taking a job")
            .next()
    };
    let work = || iter::from_fn(next).map(&f).collect::<Vec<R>>();
    thread::scope(|scope| {
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

pub struct WorkerPool<R> {
    jobs: Option<Sender<Job<R>>>,
    workers: Vec<JoinHandle<Vec<Outcome<R>>>>,
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

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let sent = self.queue().send(Box::new(job));
        assert!(sent.is_ok(), "the workers are there as long as the pool");
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.queue().try_send(job).map_err(|refused| match refused {
            TrySendError::Full(job) => Full(job),
            TrySendError::Disconnected(_) => {
                unreachable!("the workers are there as long as the pool")
            }
        })
    }

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
    fn finish(&mut self) -> Vec<Outcome<R>> {
        drop(self.jobs.take());
        let here = thread::current().id();
        self.workers
            .drain(..)
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

fn contained<R>(job: impl FnOnce() -> R) -> Outcome<R> {
    panic::catch_unwind(AssertUnwindSafe(job))
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
    let mut first = Select::new();
    first.recv(&jobs);
    first.ready();
    let (in_order, slots) = bounded::<Receiver<Outcome<R>>>(window - 1);
    let (to_worker, work) = bounded::<(J, Sender<Outcome<R>>)>(0);
    let (sender, outcomes) = bounded(0);

    thread::spawn(move || {
        for job in jobs {
            let (fill, slot) = bounded(1);
            if in_order.send(slot).is_err() || to_worker.send((job, fill)).is_err() {
                return;
            }
        }
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (job, fill) in work {
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
