//@ expect: wrong-value in pool/the_queue_is_as_long_as_it_says
//@ expect: too-late in pool/dropping_finishes_what_was_accepted
//@ expect: not-concurrent in pool/uses_all_its_workers
//@ expect: not-concurrent in pool/a_slow_job_holds_up_no_other
//@ points: 82.55
//! The Rust book's pool with its loop written shorter: `while let Ok(job) =
//! jobs.lock().unwrap().recv()` keeps the guard to the end of the body, so that the workers
//! take turns. Nothing is wrong but the speed. (Rust study: guard that lives too long.)

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
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
    jobs: Option<Sender<Job<R>>>,
    outcomes: Receiver<Outcome<R>>,
    workers: Vec<JoinHandle<()>>,
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
        let (sender, jobs) = bounded::<Job<R>>(queue);
        let (done, outcomes) = unbounded();
        let receiver = Arc::new(Mutex::new(jobs));
        let workers = (0..workers)
            .map(|_| {
                let (jobs, done) = (Arc::clone(&receiver), done.clone());
                thread::spawn(move || {
                    while let Ok(job) = jobs.lock().unwrap().recv() {
                        let _ = done.send(panic::catch_unwind(AssertUnwindSafe(job)));
                    }
                })
            })
            .collect();
        WorkerPool {
            jobs: Some(sender),
            outcomes,
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
        self.finish();
        self.outcomes.iter().collect()
    }

    fn queue(&self) -> &Sender<Job<R>> {
        self.jobs
            .as_ref()
            .expect("the queue is open as long as the pool")
    }
}

impl<R> WorkerPool<R> {
    fn finish(&mut self) {
        drop(self.jobs.take());
        for worker in self.workers.drain(..) {
            if worker.thread().id() != thread::current().id() {
                worker.join().expect("panics are caught");
            }
        }
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
