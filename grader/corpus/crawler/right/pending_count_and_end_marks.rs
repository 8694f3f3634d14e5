//@ expect: full
//! A queue that all workers read and write, a count of what is known and not done, and an end mark for each
//! worker from whoever brings the count to zero.

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

pub trait Fetcher: Sync {
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError(pub String);

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the page cannot be had: {}", self.0)
    }
}

impl Error for FetchError {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub url: String,
    pub links: Result<Vec<String>, FetchError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crawl {
    pub pages: Vec<Page>,
    pub cancelled: bool,
}

pub fn crawl_in_order(fetcher: &dyn Fetcher, seeds: &[&str]) -> Vec<Page> {
    let mut known = HashSet::new();
    let mut queue = VecDeque::new();
    let mut pages = Vec::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            queue.push_back(seed.to_string());
        }
    }
    while let Some(url) = queue.pop_front() {
        let links = fetcher.fetch(&url);
        for link in links.iter().flatten() {
            if known.insert(link.clone()) {
                queue.push_back(link.clone());
            }
        }
        pages.push(Page { url, links });
    }
    pages
}

struct Shared<'a> {
    fetcher: &'a dyn Fetcher,
    limit: usize,
    known: Mutex<HashSet<String>>,
    pages: Mutex<Vec<Page>>,
    pending: AtomicUsize,
    stopped: Mutex<bool>,
    skipped: AtomicBool,
    queue: Sender<Option<String>>,
}

impl Shared<'_> {
    fn add(&self, url: &str) {
        if self.known.lock().unwrap().insert(url.to_string()) {
            self.pending.fetch_add(1, Ordering::SeqCst);
            self.queue.send(Some(url.to_string())).unwrap();
        }
    }

    fn done(&self) {
        if self.pending.fetch_sub(1, Ordering::SeqCst) == 1 {
            for _ in 0..self.limit {
                let _ = self.queue.send(None);
            }
        }
    }

    /// Under the lock: a message is received once, and whoever asks next has to know of it.
    fn must_stop(&self, cancel: &Receiver<()>) -> bool {
        let mut stopped = self.stopped.lock().unwrap();
        *stopped = *stopped || cancel.try_recv() != Err(TryRecvError::Empty);
        *stopped
    }

    fn work(&self, todo: &Receiver<Option<String>>, cancel: &Receiver<()>) {
        struct Done<'a>(&'a Shared<'a>);
        impl Drop for Done<'_> {
            fn drop(&mut self) {
                if thread::panicking() {
                    *self.0.stopped.lock().unwrap() = true;
                }
                self.0.done();
            }
        }
        while let Ok(Some(url)) = todo.recv() {
            let done = Done(self);
            if self.must_stop(cancel) {
                // Drained, not fetched: so the count comes down to zero.
                self.skipped.store(true, Ordering::SeqCst);
                continue;
            }
            let links = self.fetcher.fetch(&url);
            for link in links.iter().flatten() {
                self.add(link);
            }
            self.pages.lock().unwrap().push(Page { url, links });
            drop(done);
        }
    }
}

pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "limit must not be 0");
    let (queue, todo) = unbounded();
    let shared = Shared {
        fetcher,
        limit,
        known: Mutex::default(),
        pages: Mutex::default(),
        // One for the seeds: so that it does not become zero between two of them.
        pending: AtomicUsize::new(1),
        stopped: Mutex::new(false),
        skipped: AtomicBool::new(false),
        queue,
    };
    thread::scope(|scope| {
        let work = || shared.work(&todo, cancel);
        let workers: Vec<_> = (0..limit).map(|_| scope.spawn(work)).collect();
        for seed in seeds {
            shared.add(seed);
        }
        shared.done();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    Crawl {
        pages: shared.pages.into_inner().unwrap(),
        cancelled: shared.skipped.into_inner(),
    }
}
