//@ expect: full
//! The worker pool of every Go tutorial, put right: a feeder, a channel of jobs, a channel of
//! results that somebody reads while the workers work, and that closes when the last worker
//! ends.

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, unbounded};
use std::{
    collections::HashMap,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
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
    assert!(workers >= 1, "workers = 0");
    let (jobs_in, jobs_out) = bounded(0);
    let (results_in, results_out) = bounded(0);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (jobs, results, f) = (jobs_out.clone(), results_in.clone(), &f);
            scope.spawn(move || {
                for job in jobs {
                    // Never fails: the results are read to the end, or until a worker has panicked.
                    if results.send(f(job)).is_err() {
                        return;
                    }
                }
            });
        }
        drop((jobs_out, results_in));
        scope.spawn(move || {
            for job in jobs {
                if jobs_in.send(job).is_err() {
                    return;
                }
            }
        });
        results_out.iter().collect()
    })
}

pub struct Full<R>(pub Job<R>);

impl<R> std::fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the queue is full")
    }
}

/// The jobs go to the workers, the outcomes to a collector, and the collector's list to `shutdown`.
pub struct WorkerPool<R> {
    jobs: Sender<Job<R>>,
    collected: Receiver<Vec<Outcome<R>>>,
    quiet: bool,
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers >= 1, "workers = 0");
        assert!(queue >= 1, "queue = 0");
        let (jobs, jobs_out) = bounded::<Job<R>>(queue);
        let (outcomes, outcomes_out) = unbounded();
        for _ in 0..workers {
            let (jobs, outcomes) = (jobs_out.clone(), outcomes.clone());
            let work = move || {
                for job in jobs {
                    let outcome = panic::catch_unwind(AssertUnwindSafe(job));
                    if outcomes.send(outcome).is_err() {
                        return;
                    }
                }
            };
            let builder = thread::Builder::new().name("worker of a pool".into());
            builder.spawn(work).expect("the system has a thread for us");
        }
        let (list, collected) = bounded(1);
        thread::spawn(move || {
            let all: Vec<Outcome<R>> = outcomes_out.iter().collect();
            // Without anybody to take it, the list is dropped here.
            let _ = list.send(all);
        });
        WorkerPool {
            jobs,
            collected,
            quiet: false,
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        self.jobs
            .send(Box::new(job))
            .unwrap_or_else(|_| panic!("no worker is left"));
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        match self.jobs.try_send(job) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(job)) => Err(Full(job)),
            Err(TrySendError::Disconnected(_)) => panic!("no worker is left"),
        }
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.close();
        self.quiet = true;
        self.collected
            .recv()
            .expect("the collector sends its list when the workers have ended")
    }
}

impl<R> WorkerPool<R> {
    fn close(&mut self) {
        // Any other sender will do: the old one is dropped, and with it the queue closes.
        self.jobs = bounded(0).0;
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        if self.quiet {
            return;
        }
        self.close();
        if thread::current().name() != Some("worker of a pool") {
            let _ = self.collected.recv();
        }
    }
}

/// What the workers send: which job it was, and what became of it.
struct Done<R> {
    number: usize,
    outcome: Outcome<R>,
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
    assert!(workers >= 1, "workers = 0");
    assert!(window >= workers, "window < workers");
    let (jobs_in, jobs_out) = bounded(0);
    let (done_in, done_out) = bounded(window);
    let (tickets, ticket_office) = bounded(window);
    let (results_in, results_out) = bounded(0);
    for _ in 0..window {
        tickets.send(()).expect("there is room for all of them");
    }
    let f = Arc::new(f);
    for _ in 0..workers {
        let (jobs, done, f) = (jobs_out.clone(), done_in.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (number, job) in jobs {
                let outcome = panic::catch_unwind(AssertUnwindSafe(|| f(job)));
                if done.send(Done { number, outcome }).is_err() {
                    return;
                }
            }
        });
    }
    thread::spawn(move || {
        for numbered in jobs.iter().enumerate() {
            // A ticket for each job that is started; it comes back when the outcome is received.
            if ticket_office.recv().is_err() || jobs_in.send(numbered).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        let mut early = HashMap::new();
        let mut next = 0;
        for Done { number, outcome } in done_out {
            early.insert(number, outcome);
            while let Some(outcome) = early.remove(&next) {
                if results_in.send(outcome).is_err() {
                    return;
                }
                let _ = tickets.send(());
                next += 1;
            }
        }
    });
    results_out
}
