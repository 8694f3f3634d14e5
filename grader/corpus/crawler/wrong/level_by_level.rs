//@ expect: not-concurrent in crawl/a_slow_page_holds_up_nobody
//! Level by level: the pages of one level are fetched several at a time, and the next level begins when all of them are there. One
//! slow page holds up everything, and there is no question when it is over.

use crossbeam_channel::{Receiver, TryRecvError};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Mutex;
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
    let mut known = HashSet::new();
    let mut level = VecDeque::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            level.push_back(seed.to_string());
        }
    }
    let mut pages: Vec<Page> = Vec::new();
    let stopped = Mutex::new(false);
    // Under the lock: a message is received once.
    let must_stop = || {
        let mut stopped = stopped.lock().unwrap();
        *stopped = *stopped || cancel.try_recv() != Err(TryRecvError::Empty);
        *stopped
    };
    while !level.is_empty() && !must_stop() {
        let first = pages.len();
        let queue = Mutex::new(level);
        thread::scope(|scope| {
            let work = || {
                let mut pages = Vec::new();
                loop {
                    if must_stop() {
                        return pages;
                    }
                    let Some(url) = queue.lock().unwrap().pop_front() else {
                        return pages;
                    };
                    let links = fetcher.fetch(&url);
                    pages.push(Page { url, links });
                }
            };
            let workers = limit.min(queue.lock().unwrap().len());
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                match worker.join() {
                    Ok(some) => pages.extend(some),
                    Err(panic) => resume_unwind(panic),
                }
            }
        });
        level = queue.into_inner().unwrap();
        for page in &pages[first..] {
            for link in page.links.iter().flatten() {
                if known.insert(link.clone()) {
                    level.push_back(link.clone());
                }
            }
        }
    }
    let cancelled = !level.is_empty();
    Crawl { pages, cancelled }
}
