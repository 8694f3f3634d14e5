//@ expect: wrong-value in pool/the_queue_is_as_long_as_it_says
//! The text of `Full` is empty: whoever unwraps a refused job reads a message without an end.

use crossbeam_channel::{Receiver, bounded};
use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex, mpsc},
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
    let (to_workers, queue) = mpsc::channel();
    let (done, results) = mpsc::channel();
    for job in jobs {
        to_workers.send(job).expect("the queue is here");
    }
    drop(to_workers);
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (done, queue, f) = (done.clone(), &queue, &f);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().unwrap().recv();
                    let Ok(job) = next else { break };
                    done.send(f(job))
                        .expect("the results are read after the scope");
                }
            });
        }
        drop(done);
    });
    results.into_iter().collect()
}

pub struct Full<R>(pub Job<R>);

impl<R> fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("")
    }
}

pub struct WorkerPool<R> {
    jobs: Option<mpsc::SyncSender<Job<R>>>,
    outcomes: Mutex<mpsc::Receiver<Outcome<R>>>,
    workers: Vec<JoinHandle<()>>,
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert_ne!(workers, 0, "workers must not be 0");
        assert_ne!(queue, 0, "queue must not be 0");
        let (jobs, waiting) = mpsc::sync_channel::<Job<R>>(queue);
        let (done, outcomes) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let workers = (0..workers)
            .map(|number| {
                let (waiting, done) = (Arc::clone(&waiting), done.clone());
                thread::Builder::new()
                    .name(format!("worker {number}"))
                    .spawn(move || {
                        loop {
                            let next = waiting.lock().unwrap().recv();
                            let Ok(job) = next else { return };
                            // Fails once the pool was dropped by this very job: then nobody wants it.
                            let _ = done.send(panic::catch_unwind(AssertUnwindSafe(job)));
                        }
                    })
                    .expect("the system has a thread for us")
            })
            .collect();
        WorkerPool {
            jobs: Some(jobs),
            outcomes: Mutex::new(outcomes),
            workers,
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        if let Some(jobs) = &self.jobs {
            assert!(jobs.send(Box::new(job)).is_ok());
        }
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let jobs = self.jobs.as_ref().expect("open until the end");
        match jobs.try_send(job) {
            Ok(()) => Ok(()),
            Err(mpsc::TrySendError::Full(job) | mpsc::TrySendError::Disconnected(job)) => {
                Err(Full(job))
            }
        }
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.stop();
        let outcomes = self.outcomes.lock().unwrap();
        outcomes.iter().collect()
    }
}

impl<R> WorkerPool<R> {
    fn stop(&mut self) {
        self.jobs = None;
        for worker in std::mem::take(&mut self.workers) {
            if worker.thread().id() != thread::current().id() {
                worker.join().expect("workers do not panic");
            }
        }
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.stop();
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
    assert!(
        workers > 0 && window >= workers,
        "workers: at least 1; window: at least workers"
    );
    let (line, slots) = mpsc::sync_channel(window - 1);
    let (to_workers, work) = mpsc::sync_channel::<(J, mpsc::Sender<Outcome<R>>)>(0);
    let (work, f) = (Arc::new(Mutex::new(work)), Arc::new(f));
    for _ in 0..workers {
        let (work, f) = (Arc::clone(&work), Arc::clone(&f));
        thread::spawn(move || {
            loop {
                let next = work.lock().unwrap().recv();
                let Ok((job, slot)) = next else { return };
                let _ = slot.send(panic::catch_unwind(AssertUnwindSafe(|| f(job))));
            }
        });
    }
    thread::spawn(move || {
        for job in jobs.iter() {
            let (slot, outcome) = mpsc::channel();
            if line.send(outcome).is_err() || to_workers.send((job, slot)).is_err() {
                break;
            }
        }
    });
    let (sender, outcomes) = bounded(0);
    thread::spawn(move || {
        slots
            .iter()
            .try_for_each(|slot| sender.send(slot.recv().expect("each job has an outcome")))
    });
    outcomes
}
