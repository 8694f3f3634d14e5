//! Crawler: every page that can be reached from a few seeds, several at a time, each of them once.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever fields, imports,
//! helpers and types you like. `Fetcher`, `FetchError`, `Page` and `Crawl` are given: leave them as they
//! are.

use crossbeam_channel::Receiver;
use std::error::Error;
use std::fmt;

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

/// Fetches every page that can be reached from `seeds`, one after the other, on the caller's thread:
/// breadth first.
pub fn crawl_in_order(fetcher: &dyn Fetcher, seeds: &[&str]) -> Vec<Page> {
    let _ = fetcher;
    todo!("fetch what can be reached from {seeds:?}, one after the other")
}

/// Fetches every page that can be reached from `seeds`, up to `limit` at a time, until that is done or
/// `cancel` gets a message or is closed.
///
/// # Panics
/// If `limit` is 0, or if a fetch panics.
pub fn crawl(fetcher: &dyn Fetcher, seeds: &[&str], limit: usize, cancel: &Receiver<()>) -> Crawl {
    let _ = (fetcher, cancel);
    todo!("fetch what can be reached from {seeds:?}, {limit} at a time")
}
