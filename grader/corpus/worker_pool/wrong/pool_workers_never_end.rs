//@ expect: thread-leak in pool/runs_every_job_once
//@ expect: thread-leak in pool/works_with_any_number_of_jobs
//@ points: 55
//! Counts the jobs that were accepted and waits for as many outcomes; the workers, each with a
//! sender of the queue to put a job back, wait for ever. The program does not notice, until it
//! has made some thousand pools.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::{
    fmt, mem,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
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
    let (sender, queue) = unbounded();
    for job in jobs {
        let _ = sender.send(job);
    }
    drop(sender);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers)
            .map(|_| scope.spawn(|| queue.iter().map(&f).collect::<Vec<R>>()))
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
    jobs: Sender<Job<R>>,
    outcomes: Receiver<Outcome<R>>,
    accepted: AtomicUsize,
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
        let (jobs, waiting) = bounded::<Job<R>>(queue);
        let (done, outcomes) = unbounded();
        for _ in 0..workers {
            let (put_back, waiting, done) = (jobs.clone(), waiting.clone(), done.clone());
            thread::spawn(move || {
                for job in waiting {
                    let _ = done.send(panic::catch_unwind(AssertUnwindSafe(job)));
                }
                drop(put_back);
            });
        }
        WorkerPool {
            jobs,
            outcomes,
            accepted: AtomicUsize::new(0),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        let _ = self.jobs.send(Box::new(job));
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.jobs
            .try_send(job)
            .map_err(|refused| Full(refused.into_inner()))?;
        self.accepted.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.finish()
    }
}

impl<R> WorkerPool<R> {
    fn finish(&mut self) -> Vec<Outcome<R>> {
        let accepted = mem::take(self.accepted.get_mut());
        self.outcomes.iter().take(accepted).collect()
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
