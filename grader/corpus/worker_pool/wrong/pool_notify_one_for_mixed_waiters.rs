//@ expect: lost-wakeup in pool/works_with_any_number_of_jobs
//@ points: 57.75
//! One condition for "there is room" and "there is work", and `notify_one`: it can wake a
//! submitter where a worker was meant, and that one goes back to sleep without passing it on. (Rust study: blocking, Condvar.)

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::{
    collections::VecDeque,
    fmt, iter,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Condvar, Mutex},
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

struct State<R> {
    queue: VecDeque<Job<R>>,
    open: bool,
}

struct Shared<R> {
    size: usize,
    state: Mutex<State<R>>,
    changed: Condvar,
}

pub struct WorkerPool<R> {
    shared: Arc<Shared<R>>,
    workers: Vec<JoinHandle<Vec<Outcome<R>>>>,
}

impl<R> Shared<R> {
    fn put(&self, job: Job<R>) {
        let mut state = self.state.lock().unwrap();
        while state.queue.len() == self.size {
            state = self.changed.wait(state).unwrap();
        }
        state.queue.push_back(job);
        self.changed.notify_one();
    }

    fn take(&self) -> Option<Job<R>> {
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && state.open {
            state = self.changed.wait(state).unwrap();
        }
        let job = state.queue.pop_front();
        self.changed.notify_one();
        job
    }

    fn close(&self) {
        self.state.lock().unwrap().open = false;
        self.changed.notify_all();
    }
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
        let state = State {
            queue: VecDeque::new(),
            open: true,
        };
        let shared = Arc::new(Shared {
            size: queue,
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let workers = (0..workers)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    iter::from_fn(|| shared.take())
                        .map(|job| panic::catch_unwind(AssertUnwindSafe(job)))
                        .collect()
                })
            })
            .collect();
        WorkerPool { shared, workers }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        self.shared.put(Box::new(job));
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let mut state = self.shared.state.lock().unwrap();
        if state.queue.len() == self.shared.size {
            return Err(Full(job));
        }
        state.queue.push_back(job);
        self.shared.changed.notify_all();
        Ok(())
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.finish()
    }
}

impl<R> WorkerPool<R> {
    fn finish(&mut self) -> Vec<Outcome<R>> {
        self.shared.close();
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
