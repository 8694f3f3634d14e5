//! Visible examples, on real threads: `cargo test -p crawler`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check crawler`.

use crawler::{FetchError, Fetcher, Page, crawl, crawl_in_order};
use crossbeam_channel::{never, unbounded};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A small site: `/` links to `/a` and `/b`, both of them to `/c`, and that one back to `/` and to a page that is gone.
struct Site;

impl Fetcher for Site {
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError> {
        let links: &[&str] = match url {
            "/" => &["/a", "/b"],
            "/a" | "/b" => &["/c"],
            "/c" => &["/", "/gone"],
            _ => return Err(FetchError("404".into())),
        };
        Ok(links.iter().map(ToString::to_string).collect())
    }
}

fn urls(pages: &[Page]) -> Vec<&str> {
    pages.iter().map(|page| page.url.as_str()).collect()
}

#[test]
fn one_page_after_the_other() {
    let pages = crawl_in_order(&Site, &["/"]);
    assert_eq!(urls(&pages), ["/", "/a", "/b", "/c", "/gone"]);
    assert_eq!(pages[1].links, Ok(vec!["/c".to_string()]));
    assert_eq!(pages[4].links, Err(FetchError("404".into())));
}

#[test]
fn every_page_once() {
    for limit in [1, 2, 9] {
        let crawl = crawl(&Site, &["/", "/b"], limit, &never());
        let mut urls = urls(&crawl.pages);
        urls.sort_unstable();
        assert_eq!(urls, ["/", "/a", "/b", "/c", "/gone"]);
        assert!(!crawl.cancelled);
    }
}

/// Two pages that can only be had together.
struct Twins(Barrier);

impl Fetcher for Twins {
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError> {
        if url == "/" {
            return Ok(vec!["/left".into(), "/right".into()]);
        }
        self.0.wait();
        Ok(vec![])
    }
}

#[test]
fn two_at_a_time() {
    let crawl = crawl(&Twins(Barrier::new(2)), &["/"], 2, &never());
    assert_eq!(crawl.pages.len(), 3);
}

/// Pages without end: each links to the next. The fifth one cancels the crawl.
struct Endless<F>(AtomicUsize, F);

impl<F: Fn() + Sync> Fetcher for Endless<F> {
    fn fetch(&self, url: &str) -> Result<Vec<String>, FetchError> {
        if self.0.fetch_add(1, Ordering::SeqCst) == 4 {
            (self.1)();
        }
        Ok(vec![format!("{url}x")])
    }
}

#[test]
fn a_crawl_without_end_can_be_cancelled() {
    let (cancel, cancelled) = unbounded();
    let pages = Endless(AtomicUsize::new(0), || {
        cancel.send(()).expect("the crawl is still there");
    });
    let crawl = crawl(&pages, &["/"], 1, &cancelled);
    assert!(crawl.cancelled);
    assert!(crawl.pages.len() >= 5);
}
