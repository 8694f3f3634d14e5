//@ expect: limit-exceeded in crawl/runs_as_many_as_the_limit_says
//@ expect: limit-exceeded in crawl/ends_with_its_last_page
//! A thread for each URL, all at once, as with goroutines: the limit is only looked at whether it is 0.

use crossbeam_channel::{Receiver, TryRecvError, unbounded};
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

pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "limit must not be 0");
    let mut known: HashSet<String> = HashSet::new();
    let mut queue: Vec<String> = Vec::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            queue.push(seed.to_string());
        }
    }
    let mut pages = Vec::new();
    let mut panicked = None;
    let mut stopped = false;
    let mut missing = false;
    thread::scope(|scope| {
        let (done, results) = unbounded();
        let mut in_flight = 0;
        loop {
            for url in std::mem::take(&mut queue) {
                if stopped || cancel.try_recv() != Err(TryRecvError::Empty) {
                    stopped = true;
                    missing = true;
                    break;
                }
                in_flight += 1;
                let done = done.clone();
                scope.spawn(move || {
                    let links = catch_unwind(AssertUnwindSafe(|| fetcher.fetch(&url)));
                    done.send(links.map(|links| Page { url, links }))
                });
            }
            if in_flight == 0 {
                break;
            }
            in_flight -= 1;
            match results.recv().unwrap() {
                Ok(page) => {
                    for link in page.links.iter().flatten() {
                        if known.insert(link.clone()) {
                            queue.push(link.clone());
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
        cancelled: missing,
    }
}
