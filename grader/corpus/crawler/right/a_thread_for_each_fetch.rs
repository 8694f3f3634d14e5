//@ expect: full
//! A new thread for each fetch, never more than `limit` of them, and one owner who listens to results and to the
//! cancellation in one `select!`.

use crossbeam_channel::{Receiver, TryRecvError, never, select_biased, unbounded};
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
    // Last in, first out: any order will do.
    let mut stack: Vec<String> = Vec::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            stack.push(seed.to_string());
        }
    }
    let mut pages = Vec::new();
    let mut cancelled = cancel.try_recv() != Err(TryRecvError::Empty);
    let mut cancel = cancel.clone();
    thread::scope(|scope| {
        let (done, results) = unbounded();
        let mut running = Vec::new();
        loop {
            while !cancelled && running.len() < limit && !stack.is_empty() {
                let url = stack.pop().unwrap();
                let done = done.clone();
                running.push(scope.spawn(move || {
                    let id = thread::current().id();
                    let page = catch_unwind(AssertUnwindSafe(|| {
                        let links = fetcher.fetch(&url);
                        Page { url, links }
                    }));
                    let _ = done.send((id, page));
                }));
            }
            if running.is_empty() {
                return;
            }
            select_biased! {
                recv(cancel) -> _ => {
                    cancelled = true;
                    cancel = never();
                }
                recv(results) -> result => {
                    let (id, page) = result.unwrap();
                    let at = running.iter().position(|it| it.thread().id() == id).unwrap();
                    let _ = running.swap_remove(at).join();
                    match page {
                        Err(panic) => resume_unwind(panic),
                        Ok(page) => {
                            for link in page.links.iter().flatten() {
                                if known.insert(link.clone()) {
                                    stack.push(link.clone());
                                }
                            }
                            pages.push(page);
                        }
                    }
                }
            }
        }
    });
    Crawl {
        pages,
        cancelled: cancelled && !stack.is_empty(),
    }
}
