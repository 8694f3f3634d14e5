//@ expect: full
//! Threads are started when there is something to do: the caller works too, a pool starts a
//! worker only if all it has are busy, and a job that finds no thread starts one.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    collections::VecDeque,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Condvar, Mutex},
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
    assert!(workers > 0, "run_jobs needs workers");
    // Newest first: any order will do.
    let jobs = Mutex::new(jobs);
    let work = || {
        let mut results = Vec::new();
        loop {
            let Some(job) = jobs.lock().unwrap().pop() else {
                return results;
            };
            results.push(f(job));
        }
    };
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut results = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => results.extend(more),
                Err(payload) => panic::resume_unwind(payload),
            }
        }
        results
    })
}

pub struct Full<R>(pub Job<R>);

impl<R> std::fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a job that found no room")
    }
}

struct State<R> {
    queue: VecDeque<Job<R>>,
    idle: usize,
    workers: usize,
    open: bool,
    outcomes: Vec<Outcome<R>>,
}

struct Inner<R> {
    most: usize,
    size: usize,
    state: Mutex<State<R>>,
    changed: Condvar,
}

pub struct WorkerPool<R> {
    inner: Arc<Inner<R>>,
}

impl<R> Inner<R>
where
    R: Send + 'static,
{
    /// Puts the job in the queue, and starts a worker if nobody is free to take it.
    fn accept(self: &Arc<Self>, state: &mut State<R>, job: Job<R>) {
        state.queue.push_back(job);
        if state.idle < state.queue.len() && state.workers < self.most {
            state.workers += 1;
            let inner = Arc::clone(self);
            thread::spawn(move || inner.work());
        }
        self.changed.notify_all();
    }

    fn work(&self) {
        WORKS_FOR.set(ptr(self));
        let mut state = self.state.lock().unwrap();
        loop {
            if let Some(job) = state.queue.pop_front() {
                self.changed.notify_all();
                drop(state);
                let outcome = panic::catch_unwind(AssertUnwindSafe(job));
                state = self.state.lock().unwrap();
                state.outcomes.push(outcome);
            } else if state.open {
                state.idle += 1;
                state = self.changed.wait(state).unwrap();
                state.idle -= 1;
            } else {
                state.workers -= 1;
                self.changed.notify_all();
                return;
            }
        }
    }
}

thread_local! {
    /// The pool of which this thread is a worker.
    static WORKS_FOR: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn ptr<R>(inner: &Inner<R>) -> usize {
    std::ptr::from_ref(inner).addr()
}

impl<R> WorkerPool<R>
where
    R: Send + 'static,
{
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "a pool needs workers");
        assert!(queue > 0, "a pool needs a queue");
        let state = State {
            queue: VecDeque::new(),
            idle: 0,
            workers: 0,
            open: true,
            outcomes: Vec::new(),
        };
        let inner = Inner {
            most: workers,
            size: queue,
            state: Mutex::new(state),
            changed: Condvar::new(),
        };
        WorkerPool {
            inner: Arc::new(inner),
        }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let mut state = self.inner.state.lock().unwrap();
        while state.queue.len() >= self.inner.size {
            state = self.inner.changed.wait(state).unwrap();
        }
        self.inner.accept(&mut state, Box::new(job));
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let mut state = self.inner.state.lock().unwrap();
        if state.queue.len() >= self.inner.size {
            return Err(Full(job));
        }
        self.inner.accept(&mut state, job);
        Ok(())
    }

    pub fn shutdown(self) -> Vec<Outcome<R>> {
        self.close();
        let mut state = self.inner.state.lock().unwrap();
        std::mem::take(&mut state.outcomes)
    }
}

impl<R> WorkerPool<R> {
    fn close(&self) {
        let mut state = self.inner.state.lock().unwrap();
        state.open = false;
        self.inner.changed.notify_all();
        let own = usize::from(WORKS_FOR.get() == ptr(&self.inner));
        while state.workers > own {
            state = self.inner.changed.wait(state).unwrap();
        }
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.close();
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
    assert!(workers > 0, "run_ordered needs workers");
    assert!(window >= workers, "the window is too small");
    let (sender, outcomes) = bounded(0);
    let (line, slots) = bounded(window - 1);
    let (to_workers, work) = bounded::<(J, Sender<Outcome<R>>)>(0);
    thread::spawn(move || {
        let f = Arc::new(f);
        let mut started = 0;
        for job in jobs {
            let (fill, slot) = bounded(1);
            if line.send(slot).is_err() {
                return;
            }
            let Err(refused) = to_workers.try_send((job, fill)) else {
                continue;
            };
            // Nobody is waiting for a job: one more worker, or wait for one.
            if started < workers {
                started += 1;
                let (work, f) = (work.clone(), Arc::clone(&f));
                let first = refused.into_inner();
                thread::spawn(move || {
                    for (job, fill) in std::iter::once(first).chain(work) {
                        let _ = fill.send(panic::catch_unwind(AssertUnwindSafe(|| f(job))));
                    }
                });
            } else if to_workers.send(refused.into_inner()).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        slots
            .into_iter()
            .map(|slot: Receiver<Outcome<R>>| slot.recv().expect("every slot is filled"))
            .try_for_each(|outcome| sender.send(outcome))
    });
    outcomes
}
