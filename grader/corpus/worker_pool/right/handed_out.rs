//@ expect: full
//! A thread of its own hands the jobs out: free workers report to it, each with a mailbox of
//! its own. It holds one job of the queue in hand, so that the channel before it is one
//! shorter.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
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
    if workers == 0 {
        panic!("number of workers: expected at least 1, got 0");
    }
    thread::scope(|scope| {
        let (free, whoever_is_free) = unbounded();
        let mut handles = Vec::new();
        for _ in 0..workers.min(jobs.len()) {
            let (mailbox, mail) = unbounded();
            let (free, f) = (free.clone(), &f);
            free.send(mailbox.clone())
                .expect("the list of the free is here");
            handles.push(scope.spawn(move || {
                let mut results = Vec::new();
                for job in mail.iter().map_while(|job| job) {
                    results.push(f(job));
                    if free.send(mailbox.clone()).is_err() {
                        break;
                    }
                }
                results
            }));
        }
        drop(free);
        let count = handles.len();
        for job in jobs {
            // Closed: every worker has panicked.
            let Ok(mailbox) = whoever_is_free.recv() else {
                break;
            };
            mailbox
                .send(Some(job))
                .expect("whoever is free reads its mail");
        }
        for mailbox in whoever_is_free.iter().take(count) {
            mailbox.send(None).expect("whoever is free reads its mail");
        }
        let joined = handles.into_iter().map(|handle| handle.join());
        let results: Vec<Vec<R>> = joined
            .collect::<thread::Result<_>>()
            .unwrap_or_else(|e| panic::resume_unwind(e));
        results.into_iter().flatten().collect()
    })
}

pub struct Full<R>(pub Job<R>);

impl<R> std::fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Full(..)")
    }
}

pub struct WorkerPool<R> {
    jobs: Option<Sender<Job<R>>>,
    outcomes: Receiver<Outcome<R>>,
    foreman: Option<JoinHandle<()>>,
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "number of workers: expected at least 1, got 0");
        assert!(queue > 0, "length of the queue: expected at least 1, got 0");
        let (jobs, waiting) = bounded(queue - 1);
        let (done, outcomes) = unbounded();
        let foreman = thread::spawn(move || hand_out(waiting, workers, done));
        WorkerPool {
            jobs: Some(jobs),
            outcomes,
            foreman: Some(foreman),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let jobs = self.jobs.as_ref().expect("open");
        jobs.send(Box::new(job)).expect("the foreman is there");
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let jobs = self.jobs.as_ref().expect("open");
        jobs.try_send(job).map_err(|error| Full(error.into_inner()))
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.jobs.take();
        self.outcomes.iter().collect()
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.jobs.take();
        let own = thread::current().name() == Some("worker");
        if let Some(foreman) = self.foreman.take()
            && !own
        {
            foreman.join().expect("the foreman does not panic");
        }
    }
}

/// Gives each job to a worker that is free, and at the end sends all of them home.
fn hand_out<R: Send + 'static>(
    waiting: Receiver<Job<R>>,
    workers: usize,
    done: Sender<Outcome<R>>,
) {
    let (free, whoever_is_free) = unbounded();
    let mut mailboxes = Vec::new();
    let mut handles = Vec::new();
    for number in 0..workers {
        let (mailbox, mail) = unbounded::<Job<R>>();
        mailboxes.push(mailbox);
        let (free, done) = (free.clone(), done.clone());
        let work = move || loop {
            let _ = free.send(number);
            let Ok(job) = mail.recv() else { return };
            let _ = done.send(panic::catch_unwind(AssertUnwindSafe(job)));
        };
        let builder = thread::Builder::new().name("worker".into());
        handles.push(builder.spawn(work).expect("a thread"));
    }
    for job in waiting {
        let number = whoever_is_free.recv().expect("workers do not panic");
        let sent = mailboxes[number].send(job);
        assert!(sent.is_ok(), "workers read their mail");
    }
    drop(mailboxes);
    for handle in handles {
        handle.join().expect("workers do not panic");
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
