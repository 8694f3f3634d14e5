//@ expect: full
//! Everything comes out in the order of the jobs, which nobody asked for: results by index,
//! outcomes by ticket number. More deterministic than required is right.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicUsize, Ordering},
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
    assert!(workers > 0, "0 workers cannot do anything");
    let jobs: Vec<Mutex<Option<J>>> = jobs.into_iter().map(|job| Mutex::new(Some(job))).collect();
    let results: Vec<Mutex<Option<R>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..workers.min(jobs.len()) {
            scope.spawn(|| {
                loop {
                    // One step, so that no two workers get the same index.
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { return };
                    let job = job.lock().unwrap().take().expect("taken once");
                    let result = f(job);
                    *results[index].lock().unwrap() = Some(result);
                }
            });
        }
    });
    results
        .into_iter()
        .map(|result| result.into_inner().unwrap().expect("every job has run"))
        .collect()
}

pub struct Full<R>(pub Job<R>);

impl<R> std::fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Full").finish_non_exhaustive()
    }
}

/// Each job is sent with its number; `numbered` is locked while it is sent, so that the queue and the
/// numbers have one order.
pub struct WorkerPool<R> {
    numbered: Mutex<usize>,
    jobs: Option<Sender<(usize, Job<R>)>>,
    workers: Vec<JoinHandle<Vec<(usize, Outcome<R>)>>>,
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "0 workers cannot do anything");
        assert!(queue > 0, "a queue of 0 cannot hold anything");
        let (jobs, queue) = bounded::<(usize, Job<R>)>(queue);
        let work = |queue: Receiver<(usize, Job<R>)>| {
            let mut outcomes = Vec::new();
            for (number, job) in queue {
                outcomes.push((number, panic::catch_unwind(AssertUnwindSafe(job))));
            }
            outcomes
        };
        WorkerPool {
            numbered: Mutex::new(0),
            jobs: Some(jobs),
            workers: (0..workers)
                .map(|_| {
                    let queue = queue.clone();
                    thread::spawn(move || work(queue))
                })
                .collect(),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let mut number = self.numbered.lock().expect("nothing panics here");
        *number += 1;
        let jobs = self.jobs.as_ref().expect("open as long as the pool");
        jobs.send((*number, Box::new(job)))
            .ok()
            .expect("the workers live as long as the pool");
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        // Whoever holds the number waits for room.
        let Ok(mut number) = self.numbered.try_lock() else {
            return Err(Full(job));
        };
        let jobs = self.jobs.as_ref().expect("open as long as the pool");
        jobs.try_send((*number + 1, job))
            .map_err(|refused| Full(refused.into_inner().1))?;
        *number += 1;
        Ok(())
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        let mut outcomes = self.finish();
        outcomes.sort_by_key(|(number, _)| *number);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }
}

impl<R> WorkerPool<R> {
    fn finish(&mut self) -> Vec<(usize, Outcome<R>)> {
        self.jobs = None;
        let mut outcomes = Vec::new();
        while let Some(worker) = self.workers.pop() {
            if worker.thread().id() == thread::current().id() {
                continue;
            }
            outcomes.extend(worker.join().expect("a worker survives its jobs"));
        }
        outcomes
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        drop(self.finish());
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
    assert!(workers > 0, "0 workers cannot do anything");
    assert!(workers <= window, "more workers than the window admits");
    let (sender, outcomes) = bounded(0);
    thread::spawn(move || {
        let f = Arc::new(f);
        // The pool of the task before, whose jobs fill slots and return nothing.
        let (to_workers, work) = bounded::<Job<()>>(0);
        for _ in 0..workers {
            let work = work.clone();
            thread::spawn(move || work.into_iter().for_each(|job| job()));
        }
        let (line, slots) = bounded::<Receiver<Outcome<R>>>(window - 1);
        thread::spawn(move || {
            for slot in slots {
                let Ok(outcome) = slot.recv() else { return };
                if sender.send(outcome).is_err() {
                    return;
                }
            }
        });
        for job in jobs {
            let (fill, slot) = bounded(1);
            if line.send(slot).is_err() {
                return;
            }
            let f = Arc::clone(&f);
            let fill_it = move || {
                let _ = fill.send(panic::catch_unwind(AssertUnwindSafe(|| f(job))));
            };
            if to_workers.send(Box::new(fill_it)).is_err() {
                return;
            }
        }
    });
    outcomes
}
