//@ expect: missing-close in pool/may_be_dropped_by_its_own_job
//@ expect: limit-exceeded in pool/the_queue_is_as_long_as_it_says
//@ expect: lost-item in pool/dropping_finishes_what_was_accepted
//@ expect: too-early in pool/waits_for_room_and_no_longer
//@ expect: not-concurrent in pool/a_slow_job_holds_up_no_other
//@ points: 81.62
//! Lazy: jobs are put aside, and run when the outcomes are asked for, on scoped threads that
//! start and end in `shutdown`. Nothing happens meanwhile, and a pool that is dropped has done
//! nothing.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::{
    collections::VecDeque,
    fmt, iter,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex},
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
    workers: usize,
    jobs: Mutex<VecDeque<Job<R>>>,
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
            workers,
            jobs: Mutex::default(),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        self.jobs.lock().unwrap().push_back(Box::new(job));
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        self.submit(job);
        Ok(())
    }

    pub fn shutdown(self) -> Vec<Outcome<R>> {
        let next = || self.jobs.lock().unwrap().pop_front();
        let work = || iter::from_fn(next).map(|job| panic::catch_unwind(AssertUnwindSafe(job)));
        thread::scope(|scope| {
            let start = |_| scope.spawn(|| work().collect::<Vec<_>>());
            let workers: Vec<_> = (0..self.workers).map(start).collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().expect("panics are caught"))
                .collect()
        })
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
