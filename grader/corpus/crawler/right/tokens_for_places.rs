//@ expect: full
//! Places are tokens in a bounded channel: whoever fetches holds one. The owner waits for a token or a result, and starts a thread
//! for each fetch.

use crossbeam_channel::{Receiver, TryRecvError, bounded, unbounded};
use std::collections::{BTreeSet, HashSet, VecDeque};
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
    let (places, taken) = bounded::<()>(limit);
    let (done, results) = unbounded::<thread::Result<Page>>();
    let mut todo: BTreeSet<String> = seeds.iter().map(ToString::to_string).collect();
    let mut known = todo.clone();
    let mut pages = Vec::new();
    let mut stopped = false;
    let mut failure = None;
    let mut pending = 0;
    thread::scope(|scope| {
        loop {
            stopped |= cancel.try_recv() != Err(TryRecvError::Empty);
            if stopped || todo.is_empty() {
                if pending == 0 {
                    break;
                }
            } else if places.try_send(()).is_ok() {
                let url = todo.pop_first().unwrap();
                let (done, taken) = (done.clone(), taken.clone());
                pending += 1;
                scope.spawn(move || {
                    let links = catch_unwind(AssertUnwindSafe(|| fetcher.fetch(&url)));
                    taken.recv().unwrap();
                    done.send(links.map(|links| Page { url, links })).unwrap();
                });
                continue;
            }
            pending -= 1;
            match results.recv().unwrap() {
                Ok(page) => {
                    for link in page.links.iter().flatten() {
                        if known.insert(link.clone()) {
                            todo.insert(link.clone());
                        }
                    }
                    pages.push(page);
                }
                Err(panic) => {
                    stopped = true;
                    failure = Some(panic);
                }
            }
        }
    });
    if let Some(panic) = failure {
        resume_unwind(panic);
    }
    Crawl {
        cancelled: !todo.is_empty(),
        pages,
    }
}
