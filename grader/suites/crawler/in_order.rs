//! The hidden suite of `in_order`: breadth first, each URL once, failures included.

use crate::common::{PANICS, SECOND, Site};
use check::prelude::*;
use crawler::crawl_in_order;

/// Crawls, and expects these fetches and pages in this order.
fn expect_order(site: &Site, seeds: &[&str], urls: &[&str]) {
    let pages = crawl_in_order(site, seeds);
    let what = format!("the crawl from {seeds:?}");
    let fetched = site.fetched();
    expect_sequence(
        &format!("{what}, the URLs that were fetched"),
        fetched.iter().map(String::as_str),
        urls.iter().copied(),
    );
    expect_sequence(&format!("{what}, its pages"), pages, site.pages(urls));
}

check::suite! {
    /// Every page that can be reached is fetched, and is in the result with its links.
    #[check(basic, weight = 4)]
    fn fetches_what_can_be_reached() {
        let site = Site::of(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", ""), ("e", "a")]);
        expect_order(&site, &["a"], &["a", "b", "c", "d"]);
    }

    /// The order is breadth first: the seeds in their order, then the links of each page in theirs.
    #[check(ordering, weight = 4)]
    fn goes_breadth_first() {
        let site = Site::of(&[("a", "d c"), ("b", "e"), ("c", "g"), ("d", "f"), ("e", ""), ("f", "h"), ("g", ""), ("h", "")]);
        expect_order(
            &site,
            &["b", "a"],
            &["b", "a", "e", "d", "c", "f", "g", "h"],
        );
    }

    /// Each URL is fetched once, though it is a seed twice, and linked to by itself, by others, and twice by one page.
    #[check(ordering, weight = 5, exhaustive)]
    fn fetches_each_once() {
        let site = Site::of(&[("a", "a c c b"), ("b", "c a"), ("c", "b d a"), ("d", "d a")]);
        expect_order(&site, &["a", "b", "a"], &["a", "b", "c", "d"]);
    }

    /// A page that fails is in the result with its error, and the others are fetched all the same.
    #[check(ordering, weight = 4)]
    fn failures_are_pages() {
        let site = Site::of(&[("a", "gone b"), ("b", "c gone"), ("c", "")]);
        expect_order(&site, &["away", "a"], &["away", "a", "gone", "b", "c"]);
    }

    /// Without seeds nothing is fetched.
    #[check(ordering)]
    fn works_without_seeds() {
        expect_order(&Site::of(&[("a", "")]), &[], &[]);
    }

    /// One after the other, on the caller's thread: 4 pages of 1 s each take 4 s.
    #[check(timing)]
    fn takes_one_after_the_other() {
        let site = Site::new().page("a", SECOND, "b c d").page("b", SECOND, "");
        let site = site.page("c", SECOND, "").page("d", SECOND, "");
        let (_, time) = took(|| crawl_in_order(&site, &["a"]));
        expect_makespan("4 pages of 1 s each, one after the other,", time, 4 * SECOND);
        expect_eq(
            "the number of threads that fetched",
            site.meter.threads(),
            1,
        );
    }

    /// A panic in a fetch reaches the caller.
    #[check(resources)]
    fn a_panic_reaches_the_caller() {
        let site = Site::of(&[("a", PANICS)]);
        expect_panic("a crawl in which a fetch panics", "this check provokes", || {
            crawl_in_order(&site, &["a"])
        });
    }
}
