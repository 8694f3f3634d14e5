//! A worker pool as a learner writes it: what the measurement of the compiler's time compiles.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

type Job = Box<dyn FnOnce() + Send + 'static>;

/// Runs jobs on a fixed number of threads.
pub struct Pool {
    jobs: Option<Sender<Job>>,
    workers: Vec<JoinHandle<usize>>,
    state: Arc<State>,
}

struct State {
    running: Mutex<usize>,
    idle: Condvar,
    panicked: AtomicUsize,
    times: Mutex<HashMap<String, Duration>>,
}

impl State {
    fn run(&self, job: Job) {
        *self.running.lock().unwrap() += 1;
        let begin = Instant::now();
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
            self.panicked.fetch_add(1, Ordering::SeqCst);
        }
        let name = thread::current().name().unwrap_or("worker").to_string();
        *self.times.lock().unwrap().entry(name).or_default() += begin.elapsed();
        *self.running.lock().unwrap() -= 1;
        self.idle.notify_all();
    }
}

impl Pool {
    pub fn new(size: usize, capacity: usize) -> Self {
        assert!(size > 0, "a pool needs a thread");
        let (jobs, queue) = bounded::<Job>(capacity);
        let state = Arc::new(State {
            running: Mutex::new(0),
            idle: Condvar::new(),
            panicked: AtomicUsize::new(0),
            times: Mutex::new(HashMap::new()),
        });
        let workers = (0..size)
            .map(|number| {
                let (queue, state) = (queue.clone(), Arc::clone(&state));
                thread::Builder::new()
                    .name(format!("worker-{number}"))
                    .spawn(move || work(&queue, &state))
                    .expect("a thread")
            })
            .collect();
        Self { jobs: Some(jobs), workers, state }
    }

    pub fn submit<T, F>(&self, job: F) -> Receiver<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let (reply, result) = bounded(1);
        let job = Box::new(move || {
            let _ = reply.send(job());
        });
        self.jobs.as_ref().expect("open").send(job).expect("workers live");
        result
    }

    pub fn map<T, U, F>(&self, items: Vec<T>, f: F) -> Vec<U>
    where
        T: Send + 'static,
        U: Send + 'static,
        F: Fn(T) -> U + Send + Sync + 'static,
    {
        let f = Arc::new(f);
        let (reply, results) = mpsc::channel();
        let count = items.len();
        for (index, item) in items.into_iter().enumerate() {
            let (f, reply) = (Arc::clone(&f), reply.clone());
            drop(self.submit(move || reply.send((index, f(item)))));
        }
        drop(reply);
        let mut all: Vec<(usize, U)> = results.iter().take(count).collect();
        all.sort_by_key(|(index, _)| *index);
        all.into_iter().map(|(_, result)| result).collect()
    }

    pub fn wait(&self) {
        let running = self.state.running.lock().unwrap();
        drop(self.state.idle.wait_while(running, |running| *running > 0).unwrap());
    }

    pub fn panicked(&self) -> usize {
        self.state.panicked.load(Ordering::SeqCst)
    }
}

fn work(queue: &Receiver<Job>, state: &State) -> usize {
    let mut done = 0;
    loop {
        match queue.recv_timeout(Duration::from_secs(60)) {
            Ok(job) => state.run(job),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return done,
        }
        done += 1;
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        drop(self.jobs.take());
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

/// Whichever of two streams has something, until both have ended.
pub fn merge<T: Send + 'static>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T> {
    let (out, merged) = unbounded();
    thread::spawn(move || {
        let (mut a, mut b) = (a, b);
        let mut open = 2;
        while open > 0 {
            select! {
                recv(a) -> value => match value {
                    Ok(value) => if out.send(value).is_err() { return },
                    Err(_) => { a = crossbeam_channel::never(); open -= 1; }
                },
                recv(b) -> value => match value {
                    Ok(value) => if out.send(value).is_err() { return },
                    Err(_) => { b = crossbeam_channel::never(); open -= 1; }
                },
            }
        }
    });
    merged
}
