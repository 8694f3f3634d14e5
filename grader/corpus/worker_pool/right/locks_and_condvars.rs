//@ expect: full
//! No channel but where the signature demands one: queues in a `VecDeque` behind a lock, with
//! two conditions; the order by counting, where each worker hands on what is next.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::{
    collections::{BTreeMap, VecDeque},
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
    assert!(workers > 0, "workers must not be 0");
    let count = workers.min(jobs.len());
    let queue = Mutex::new(VecDeque::from(jobs));
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                loop {
                    let Some(job) = queue.lock().unwrap().pop_front() else {
                        break;
                    };
                    let result = f(job);
                    results.lock().unwrap().push(result);
                }
            });
        }
    });
    results.into_inner().unwrap()
}

pub struct Full<R>(pub Job<R>);

impl<R> std::fmt::Debug for Full<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Full").finish_non_exhaustive()
    }
}

struct State<R> {
    queue: VecDeque<Job<R>>,
    closed: bool,
    outcomes: Vec<Outcome<R>>,
}

struct Shared<R> {
    state: Mutex<State<R>>,
    room: Condvar,
    work: Condvar,
    size: usize,
}

pub struct WorkerPool<R> {
    shared: Arc<Shared<R>>,
    workers: Vec<JoinHandle<()>>,
}

impl<R: Send + 'static> WorkerPool<R> {
    pub fn new(workers: usize, queue: usize) -> Self {
        assert!(workers > 0, "workers must not be 0");
        assert!(queue > 0, "queue must not be 0");
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                queue: VecDeque::with_capacity(queue),
                closed: false,
                outcomes: Vec::new(),
            }),
            room: Condvar::new(),
            work: Condvar::new(),
            size: queue,
        });
        let workers = (0..workers)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.work_off())
            })
            .collect();
        WorkerPool { shared, workers }
    }

    pub fn submit(&self, job: impl FnOnce() -> R + Send + 'static) {
        let state = self.shared.state.lock().unwrap();
        let mut state = self
            .shared
            .room
            .wait_while(state, |state| state.queue.len() == self.shared.size)
            .unwrap();
        state.queue.push_back(Box::new(job));
        drop(state);
        self.shared.work.notify_one();
    }

    pub fn try_submit(&self, job: Job<R>) -> Result<(), Full<R>> {
        let mut state = self.shared.state.lock().unwrap();
        if state.queue.len() == self.shared.size {
            return Err(Full(job));
        }
        state.queue.push_back(job);
        self.shared.work.notify_one();
        Ok(())
    }

    pub fn shutdown(mut self) -> Vec<Outcome<R>> {
        self.close();
        let mut state = self.shared.state.lock().unwrap();
        std::mem::take(&mut state.outcomes)
    }
}

impl<R> WorkerPool<R> {
    fn close(&mut self) {
        self.shared.state.lock().unwrap().closed = true;
        self.shared.work.notify_all();
        for worker in self.workers.drain(..) {
            if worker.thread().id() != thread::current().id() {
                worker.join().unwrap();
            }
        }
    }
}

impl<R> Drop for WorkerPool<R> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<R> Shared<R> {
    fn work_off(&self) {
        while let Some(job) = self.next() {
            let outcome = panic::catch_unwind(AssertUnwindSafe(job));
            self.state.lock().unwrap().outcomes.push(outcome);
        }
    }

    fn next(&self) -> Option<Job<R>> {
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && !state.closed {
            state = self.work.wait(state).unwrap();
        }
        let job = state.queue.pop_front();
        self.room.notify_one();
        job
    }
}

struct Line<J, R> {
    source: Mutex<Source<J>>,
    state: Mutex<Progress<R>>,
    changed: Condvar,
}

struct Source<J> {
    jobs: Receiver<J>,
    taken: usize,
}

struct Progress<R> {
    /// Jobs that may still be started before another outcome is received.
    tickets: usize,
    finished: BTreeMap<usize, Outcome<R>>,
    handed_on: usize,
    workers: usize,
    reader_left: bool,
}

impl<J, R> Line<J, R> {
    /// The next job and its number. Who waits for the input keeps the others out: one after the other
    /// takes a ticket, then a job.
    fn next(&self) -> Option<(usize, J)> {
        let mut source = self.source.lock().unwrap();
        let state = self.state.lock().unwrap();
        let mut state = self
            .changed
            .wait_while(state, |state| state.tickets == 0 && !state.reader_left)
            .unwrap();
        if state.reader_left {
            return None;
        }
        state.tickets -= 1;
        drop(state);
        let job = source.jobs.recv().ok()?;
        source.taken += 1;
        Some((source.taken - 1, job))
    }

    fn work(&self, f: impl Fn(J) -> R) {
        while let Some((number, job)) = self.next() {
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| f(job)));
            self.state.lock().unwrap().finished.insert(number, outcome);
            self.changed.notify_all();
        }
        self.state.lock().unwrap().workers -= 1;
        self.changed.notify_all();
    }

    fn hand_on(&self, sender: &Sender<Outcome<R>>) {
        let mut state = self.state.lock().unwrap();
        loop {
            let turn = state.handed_on;
            let Some(outcome) = state.finished.remove(&turn) else {
                if state.workers == 0 {
                    return;
                }
                state = self.changed.wait(state).unwrap();
                continue;
            };
            drop(state);
            let sent = sender.send(outcome);
            state = self.state.lock().unwrap();
            state.handed_on += 1;
            state.tickets += 1;
            state.reader_left = sent.is_err();
            self.changed.notify_all();
            if sent.is_err() {
                return;
            }
        }
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
    assert!(workers > 0, "workers must not be 0");
    assert!(window >= workers, "window must not be smaller than workers");
    let line = Arc::new(Line {
        source: Mutex::new(Source { jobs, taken: 0 }),
        state: Mutex::new(Progress {
            tickets: window,
            finished: BTreeMap::new(),
            handed_on: 0,
            workers,
            reader_left: false,
        }),
        changed: Condvar::new(),
    });
    let f = Arc::new(f);
    for _ in 0..workers {
        let (line, f) = (Arc::clone(&line), Arc::clone(&f));
        thread::spawn(move || line.work(|job| f(job)));
    }
    let (sender, outcomes) = bounded(0);
    thread::spawn(move || line.hand_on(&sender));
    outcomes
}
