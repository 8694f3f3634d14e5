//@ expect: lost-item in crawl/fetches_what_can_be_reached
//@ expect: lost-item in cancel/nothing_is_missing_without_cancellation
//! The owner ends when the queue is empty; what the workers still fetch is lost, with all that it links to. (Go study: non-blocking, WaitGroup.)

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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

fn work(fetcher: &dyn Fetcher, todo: &Receiver<String>, done: &Sender<thread::Result<Page>>) {
    for url in todo {
        let links = catch_unwind(AssertUnwindSafe(|| fetcher.fetch(&url)));
        if done.send(links.map(|links| Page { url, links })).is_err() {
            return;
        }
    }
}

pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "limit must not be 0");
    let mut known = HashSet::new();
    let mut queue = VecDeque::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            queue.push_back(seed.to_string());
        }
    }
    let mut pages = Vec::new();
    let mut panicked = None;
    let mut stopped = false;
    let (jobs, todo) = unbounded();
    let (done, results) = unbounded();
    thread::scope(|scope| {
        let jobs = jobs;
        for _ in 0..limit {
            scope.spawn(|| work(fetcher, &todo, &done));
        }
        let mut in_flight = 0;
        loop {
            if cancel.try_recv() != Err(TryRecvError::Empty) {
                stopped = true;
            }
            while !stopped && in_flight < limit && !queue.is_empty() {
                jobs.send(queue.pop_front().unwrap()).unwrap();
                in_flight += 1;
            }
            if in_flight == 0 || (queue.is_empty() && !pages.is_empty()) {
                break;
            }
            let result = results.recv().unwrap();
            in_flight -= 1;
            match result {
                Ok(page) => {
                    for link in page.links.iter().flatten() {
                        if known.insert(link.clone()) {
                            queue.push_back(link.clone());
                        }
                    }
                    pages.push(page);
                }
                Err(panic) => {
                    stopped = true;
                    panicked = Some(panic);
                }
            }
        }
    });
    if let Some(panic) = panicked {
        resume_unwind(panic);
    }
    Crawl {
        pages,
        cancelled: !queue.is_empty(),
    }
}
