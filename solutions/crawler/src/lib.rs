//! Crawler: work that makes work.
//!
//! - *One owner.* The caller's thread owns the set of known URLs, the queue and the count of fetches in
//!   flight; workers only fetch. Nothing is shared, so nothing is locked, and "seen or new" cannot be
//!   decided twice.
//! - *The end* is an empty queue with nothing in flight. Each fetch sends exactly one result, whether it
//!   succeeds, fails or panics, so the count cannot be wrong.
//! - *No cycle of waiting.* Workers send into a channel without bound, so none of them ever waits for the
//!   owner to receive; the owner hands out no more than there are workers.
//!
//! The alternative is a monitor: set, queue and count under one `Mutex`, and a `Condvar` for workers that
//! find nothing to do. It saves the hop by way of the owner between two fetches; in return every change has to
//! wake the right threads, and a panic must not leave the count behind. A new scoped thread for each fetch, up to
//! `limit` of them, is the shortest of all: it costs some 20 µs a page, little beside a fetch.

use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

/// Where pages come from: the network, a disk, a test.
///
/// A fetch may take long, may fail, and may be called from several threads at the same time.
pub trait Fetcher: Sync {
    /// The links on the page at `url`, in their order on the page. A page may link to itself, to what
    /// is known already, and to the same page twice.
    ///
    /// # Errors
    /// If the page cannot be had.
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError>;
}

/// Why a page cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError(pub String);

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the page cannot be had: {}", self.0)
    }
}

impl Error for FetchError {}

/// What one fetch brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What was fetched.
    pub url: String,
    /// What `fetch` returned for it, unchanged.
    pub links: Result<Vec<String>, FetchError>,
}

/// What a crawl brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crawl {
    /// One for each URL that was fetched, in any order.
    pub pages: Vec<Page>,
    /// Whether something is missing because the crawl was cancelled.
    pub cancelled: bool,
}

/// What is known, and what of it is still to be fetched. First in, first out, so breadth first.
#[derive(Default)]
struct Frontier {
    known: HashSet<String>,
    queue: VecDeque<String>,
    stopped: bool,
}

impl Frontier {
    fn new(seeds: &[&str]) -> Self {
        let mut frontier = Self::default();
        for seed in seeds {
            frontier.add(seed);
        }
        frontier
    }

    /// Queues what is new. It enters the set here, and not when it is fetched: meanwhile other pages
    /// may link to it.
    fn add(&mut self, url: &str) {
        if self.known.insert(url.to_owned()) {
            self.queue.push_back(url.to_owned());
        }
    }

    fn add_links_of(&mut self, page: &Page) {
        for link in page.links.iter().flatten() {
            self.add(link);
        }
    }

    /// What to fetch next, unless the crawl is to stop.
    ///
    /// Fetches in flight cannot be stopped, so this is the only moment at which a cancellation matters.
    /// It is remembered: a message can be received but once. Closed counts, so "not empty" is the question.
    fn next(&mut self, cancel: &Receiver<()>) -> Option<String> {
        self.stopped = self.stopped || cancel.try_recv() != Err(TryRecvError::Empty);
        if self.stopped {
            None
        } else {
            self.queue.pop_front()
        }
    }
}

/// Fetches every page that can be reached from `seeds`, one after the other, on the caller's thread:
/// breadth first.
pub fn crawl_in_order(fetcher: &dyn Fetcher, seeds: &[&str]) -> Vec<Page> {
    let mut frontier = Frontier::new(seeds);
    let mut pages = Vec::new();
    while let Some(url) = frontier.queue.pop_front() {
        let links = fetcher.fetch(&url);
        let page = Page { url, links };
        frontier.add_links_of(&page);
        pages.push(page);
    }
    pages
}

/// Fetches every page that can be reached from `seeds`, up to `limit` at a time, until that is done or
/// `cancel` gets a message or is closed.
///
/// # Panics
/// If `limit` is 0, or if a fetch panics.
pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    assert!(limit > 0, "`limit` must be at least 1");
    let mut frontier = Frontier::new(seeds);
    let (mut pages, mut panic) = (Vec::new(), None);
    let (jobs, todo) = unbounded();
    let (done, results) = unbounded();
    thread::scope(|scope| {
        let jobs = jobs; // Dropped at the end of this block, which ends the workers.
        let (mut workers, mut in_flight) = (0, 0);
        loop {
            while in_flight < limit
                && let Some(url) = frontier.next(cancel)
            {
                // Only when all are busy: a `limit` far above the number of pages costs nothing.
                if in_flight == workers {
                    scope.spawn(|| work(fetcher, &todo, &done));
                    workers += 1;
                }
                jobs.send(url).expect("`todo` outlives the scope");
                in_flight += 1;
            }
            if in_flight == 0 {
                break;
            }
            match results.recv().expect("`done` outlives the scope") {
                Ok(page) => {
                    frontier.add_links_of(&page);
                    pages.push(page);
                }
                Err(payload) => {
                    frontier.stopped = true;
                    panic = Some(payload);
                }
            }
            in_flight -= 1;
        }
    });
    if let Some(payload) = panic {
        resume_unwind(payload);
    }
    // Only a stopped crawl leaves anything in the queue. Links of the last pages are there, too.
    let cancelled = !frontier.queue.is_empty();
    Crawl { pages, cancelled }
}

/// Fetches one after the other, and tells of each, of a panic too: the owner counts on it.
fn work(fetcher: &dyn Fetcher, todo: &Receiver<String>, done: &Sender<thread::Result<Page>>) {
    for url in todo {
        // What the fetcher leaves behind is not ours to judge: the panic goes on to the caller.
        let links = catch_unwind(AssertUnwindSafe(|| fetcher.fetch(&url)));
        let result = links.map(|links| Page { url, links });
        done.send(result)
            .expect("the owner receives until nothing is in flight");
    }
}
