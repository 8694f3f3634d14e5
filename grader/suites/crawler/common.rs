//! What the suites of `crawler` share: sites to crawl, and what they saw of it.

use check::prelude::*;
use crawler::{FetchError, Fetcher, Page};
use std::collections::BTreeMap;
use std::thread;

pub const SECOND: Duration = Duration::from_secs(1);

/// What there is at one URL.
#[derive(Clone)]
struct Entry {
    takes: Duration,
    links: Result<Vec<String>, FetchError>,
}

/// Pages with links; each fetch is logged when it begins.
pub struct Site {
    entries: BTreeMap<String, Entry>,
    /// Each fetch, with the moment of its beginning.
    pub starts: Log<(String, Duration)>,
    /// The moment at which each one ended.
    pub ends: Log<Duration>,
    /// The fetches that run.
    pub meter: Meter,
    /// Each fetch waits here in the end.
    pub gate: Gate,
}

impl Site {
    /// Without pages.
    pub fn new() -> Self {
        let gate = Gate::closed();
        gate.open();
        Self {
            entries: BTreeMap::new(),
            starts: Log::new(),
            ends: Log::new(),
            meter: Meter::new(),
            gate,
        }
    }

    /// With these pages and their links, separated by spaces, each to be had at once.
    pub fn of(pages: &[(&str, &str)]) -> Self {
        let each = |site: Self, &(url, links): &(&str, &str)| site.page(url, Duration::ZERO, links);
        pages.iter().fold(Self::new(), each)
    }

    /// And with this page, which takes so long.
    pub fn page(mut self, url: &str, takes: Duration, links: &str) -> Self {
        let links = Ok(links.split_whitespace().map(String::from).collect());
        self.entries.insert(url.into(), Entry { takes, links });
        self
    }

    /// And with a page that fails, after so long.
    pub fn failing(mut self, url: &str, takes: Duration) -> Self {
        let links = Err(error(url));
        self.entries.insert(url.into(), Entry { takes, links });
        self
    }

    /// Behind a closed gate.
    pub fn gated(self) -> Self {
        Self {
            gate: Gate::closed(),
            ..self
        }
    }

    /// What has been fetched so far, in order.
    pub fn fetched(&self) -> Vec<String> {
        let starts = self.starts.snapshot();
        starts.into_iter().map(|(url, _)| url).collect()
    }

    /// What the result of a crawl has to be that fetches these, in this order.
    pub fn pages(&self, urls: &[&str]) -> Vec<Page> {
        let page = |url: &&str| Page {
            url: (*url).into(),
            links: self.entry(url).links,
        };
        urls.iter().map(page).collect()
    }

    fn entry(&self, url: &str) -> Entry {
        let takes = Duration::ZERO;
        let links = Err(error(url));
        let found = self.entries.get(url).cloned();
        found.unwrap_or(Entry { takes, links })
    }
}

impl Fetcher for Site {
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError> {
        let _inside = self.meter.enter();
        self.starts.push((url.into(), elapsed()));
        let entry = self.entry(url);
        if entry.takes > Duration::ZERO {
            thread::sleep(entry.takes);
        }
        self.gate.pass();
        self.ends.push(elapsed());
        if url == PANICS {
            boom("a panic that this check provokes in `fetch`");
        }
        entry.links
    }
}

/// A URL at which `fetch` panics, when its time is over.
pub const PANICS: &str = "panics";

fn error(url: &str) -> FetchError {
    FetchError(format!("no page {url}"))
}

/// The result holds these pages, each once, with their links; and each was fetched once.
pub fn expect_pages(what: &str, site: &Site, got: Vec<Page>, urls: &[&str]) {
    let fetched = site.fetched();
    expect_same_items(
        &format!("{what}, the URLs that were fetched"),
        fetched.iter().map(String::as_str),
        urls.iter().copied(),
    );
    expect_same_items(&format!("{what}, its pages"), got, site.pages(urls));
}
