//@ expect: not-concurrent in crawl/waits_for_what_is_in_flight
//@ expect: not-concurrent in crawl/runs_as_many_as_the_limit_says
//@ expect: not-concurrent in crawl/a_slow_page_holds_up_nobody
//@ expect: not-concurrent in crawl/ends_with_its_last_page
//@ expect: cancellation-ignored in cancel/nothing_is_fetched_after_a_message
//@ expect: cancellation-ignored in cancel/nothing_is_fetched_after_the_senders_left
//@ expect: cancellation-ignored in cancel/everybody_learns_of_it
//! The guard lives until the end of the loop's body, and with it the lock during the fetch: several workers, one fetch at a time. (Rust study: guard that lives too long.)

use crossbeam_channel::{Receiver, TryRecvError};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex};
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

#[derive(Default)]
struct State {
    known: HashSet<String>,
    queue: VecDeque<String>,
    in_flight: usize,
    pages: Vec<Page>,
    stopped: bool,
}

impl State {
    fn add(&mut self, url: &str) {
        if self.known.insert(url.to_string()) {
            self.queue.push_back(url.to_string());
        }
    }
}

struct Shared<'a> {
    fetcher: &'a dyn Fetcher,
    cancel: &'a Receiver<()>,
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared<'_> {
    fn take(&self) -> Option<String> {
        let mut state = self.state.lock().unwrap();
        loop {
            if self.cancel.try_recv() != Err(TryRecvError::Empty) {
                state.stopped = true;
            }
            if state.stopped {
                return None;
            }
            if let Some(url) = state.queue.pop_front() {
                state.in_flight += 1;
                return Some(url);
            }
            if state.in_flight == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap();
        }
    }

    fn work(&self) {
        while let Some(url) = self.take() {
            let mut state = self.state.lock().unwrap();
            let fetched = catch_unwind(AssertUnwindSafe(|| self.fetcher.fetch(&url)));
            state.in_flight -= 1;
            self.changed.notify_all();
            match fetched {
                Ok(links) => {
                    for link in links.iter().flatten() {
                        state.add(link);
                    }
                    state.pages.push(Page { url, links });
                }
                Err(panic) => {
                    state.stopped = true;
                    drop(state);
                    resume_unwind(panic);
                }
            }
        }
    }
}

pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "limit must not be 0");
    let mut state = State::default();
    for seed in seeds {
        state.add(seed);
    }
    let shared = Shared {
        fetcher,
        cancel,
        state: Mutex::new(state),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..limit).map(|_| scope.spawn(|| shared.work())).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                resume_unwind(panic);
            }
        }
    });
    let state = shared.state.into_inner().unwrap();
    let cancelled = !state.queue.is_empty();
    Crawl {
        pages: state.pages,
        cancelled,
    }
}
