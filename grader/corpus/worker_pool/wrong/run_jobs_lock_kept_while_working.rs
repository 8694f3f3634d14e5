//@ expect: not-concurrent in run_jobs/uses_all_its_workers
//@ expect: not-concurrent in run_jobs/a_slow_job_holds_up_no_other
//@ points: 92.8
//! `while let Some(job) = queue.lock().unwrap().next()`: the guard is a temporary of the loop's
//! head, and lives to the end of its body. All workers are there, and one works. (Rust study: guard that lives too long.)

use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    fmt,
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

    let queue = Mutex::new(jobs.into_iter());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut results = Vec::new();
                    while let Some(job) = queue.lock().unwrap().next() {
                        results.push(f(job));
                    }
                    results
                })
            })
            .collect();

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
        let workers = (0..workers)
            .map(|_| {
                let jobs = receiver.clone();
                thread::spawn(move || {
                    jobs.iter()
                        .map(|job| panic::catch_unwind(AssertUnwindSafe(job)))
                        .collect()
                })
            })
            .collect();
        WorkerPool {
            jobs: Some(sender),
            workers,
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let sent = self.queue().send(Box::new(job));
        assert!(sent.is_ok(), "the workers live as long as the pool");
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.queue()
            .try_send(job)
            .map_err(|refused| Full(refused.into_inner()))
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.finish()
    }

    fn queue(&self) -> &Sender<Job<R>> {
        self.jobs
            .as_ref()
            .expect("the queue is open as long as the pool")
    }
}

impl<R> WorkerPool<R> {
    fn finish(&mut self) -> Vec<Outcome<R>> {
        drop(self.jobs.take());
        let here = thread::current().id();
        self.workers
            .drain(..)
            .filter(|worker| worker.thread().id() != here)
            .flat_map(|worker| worker.join().expect("panics are caught"))
            .collect()
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.finish();
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
    let (line, slots) = bounded::<Receiver<Outcome<R>>>(window - 1);
    let (to_worker, work) = bounded::<(J, Sender<Outcome<R>>)>(0);
    let (sender, outcomes) = bounded(0);
    let f = Arc::new(f);
    thread::spawn(move || {
        for job in jobs {
            let (fill, slot) = bounded(1);
            if line.send(slot).is_err() || to_worker.send((job, fill)).is_err() {
                return;
            }
        }
    });
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (job, fill) in work {
                let _ = fill.send(panic::catch_unwind(AssertUnwindSafe(|| f(job))));
            }
        });
    }
    thread::spawn(move || {
        for slot in slots {
            let Ok(outcome) = slot.recv() else { return };
            if sender.send(outcome).is_err() {
                return;
            }
        }
    });
    outcomes
}
