//@ expect: not-concurrent in crawl/waits_for_what_is_in_flight
//@ expect: not-concurrent in crawl/runs_as_many_as_the_limit_says
//@ expect: not-concurrent in crawl/a_slow_page_holds_up_nobody
//@ expect: not-concurrent in crawl/ends_with_its_last_page
//! One after the other, in a loop: right, and as slow as before.

use crossbeam_channel::{Receiver, TryRecvError};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;

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
    let mut queue = VecDeque::new();
    for seed in seeds {
        if known.insert(seed.to_string()) {
            queue.push_back(seed.to_string());
        }
    }
    let mut pages = Vec::new();
    while !queue.is_empty() && cancel.try_recv() == Err(TryRecvError::Empty) {
        let url = queue.pop_front().unwrap();
        let links = fetcher.fetch(&url);
        for link in links.iter().flatten() {
            if known.insert(link.clone()) {
                queue.push_back(link.clone());
            }
        }
        pages.push(Page { url, links });
    }
    Crawl {
        pages,
        cancelled: !queue.is_empty(),
    }
}
