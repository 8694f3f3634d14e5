//@ expect: deadlock in crawl/fetches_what_can_be_reached
//@ expect: deadlock in cancel/nothing_is_missing_without_cancellation
//@ expect: deadlock in cancel/a_cancelled_crawl_keeps_its_pages
//! The workers read from the queue until it is closed, and hold the senders that keep it open. (`for url := range queue` in Go, and
//! nobody who could close it.) (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, TryRecvError, unbounded};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
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

pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "limit must not be 0");
    let known = Mutex::new(HashSet::new());
    let pages = Mutex::new(Vec::new());
    let stopped = Mutex::new(false);
    // Under the lock: a message is received once.
    let must_stop = || {
        let mut stopped = stopped.lock().unwrap();
        *stopped = *stopped || cancel.try_recv() != Err(TryRecvError::Empty);
        *stopped
    };
    let missing = AtomicBool::new(false);
    let (queue, todo) = unbounded::<String>();
    for seed in seeds {
        if known.lock().unwrap().insert(seed.to_string()) {
            queue.send(seed.to_string()).unwrap();
        }
    }
    thread::scope(|scope| {
        let work = || {
            while let Ok(url) = todo.recv() {
                if must_stop() {
                    missing.store(true, Ordering::SeqCst);
                    continue;
                }
                let links = fetcher.fetch(&url);
                for link in links.iter().flatten() {
                    if known.lock().unwrap().insert(link.clone()) {
                        queue.send(link.clone()).unwrap();
                    }
                }
                pages.lock().unwrap().push(Page { url, links });
            }
        };
        let workers: Vec<_> = (0..limit).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    Crawl {
        pages: pages.into_inner().unwrap(),
        cancelled: missing.into_inner(),
    }
}
