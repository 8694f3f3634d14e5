//! The hidden suite of `crawl`: everything once, several at a time, and the end of it. Nobody cancels here.

use crate::common::{PANICS, SECOND, Site, expect_pages};
use check::prelude::*;
use crawler::Crawl;
use std::thread;

/// Crawls, and nobody cancels. A thread that still waits for that afterwards learns that nobody will: only
/// one check is about it.
fn crawl(site: &Site, seeds: &[&str], limit: usize) -> Crawl {
    let (sender, cancel) = bounded(1);
    let crawl = crawler::crawl(site, seeds, limit, &cancel);
    drop(sender);
    crawl
}

/// Crawls without a cancellation, and expects these to be fetched.
fn expect_crawl(site: &Site, seeds: &[&str], limit: usize, urls: &[&str]) {
    let crawl = crawl(site, seeds, limit);
    let what = format!("the crawl from {seeds:?}, {limit} at a time");
    expect_pages(&what, site, crawl.pages, urls);
}

check::suite! {
    /// One at a time, every page that can be reached is fetched once, and is in the result with its links.
    #[check(basic, weight = 5)]
    fn fetches_what_can_be_reached() {
        let site = Site::of(&[("a", "b a c"), ("b", "d c"), ("c", "a"), ("d", ""), ("e", "a")]);
        expect_crawl(&site, &["a", "a"], 1, &["a", "b", "c", "d"]);
    }

    /// Two pages that link to the same third one, at the same time, have it fetched once.
    #[check(ordering, weight = 5, budget = 20_000)]
    fn two_finders_fetch_once() {
        let site = Site::of(&[("a", "c"), ("b", "c"), ("c", "")]);
        expect_crawl(&site, &["a", "b"], 2, &["a", "b", "c"]);
    }

    /// A link to a page that is being fetched does not have it fetched again.
    #[check(ordering, weight = 3)]
    fn what_is_in_flight_is_known() {
        let site = Site::new().page("a", SECOND, "b").page("b", 3 * SECOND, "a");
        expect_crawl(&site, &["a", "b"], 2, &["a", "b"]);
        let site = Site::new()
            .page("a", SECOND, "c")
            .page("b", 2 * SECOND, "c d")
            .page("c", 3 * SECOND, "c")
            .page("d", SECOND, "");
        expect_crawl(&site, &["a", "b"], 3, &["a", "b", "c", "d"]);
    }

    /// A page and the one that it links to, with a place to spare: under every schedule the crawl ends with both.
    #[check(ordering, weight = 2, exhaustive, budget = 50_000)]
    fn ends_under_every_schedule() {
        let site = Site::of(&[("a", "b a"), ("b", "a")]);
        let crawl = crawler::crawl(&site, &["a"], 2, &crossbeam_channel::never());
        expect_pages("the crawl from a", &site, crawl.pages, &["a", "b"]);
    }

    /// While a fetch is in flight the crawl is not over: whoever found nothing to do waits for its links.
    #[check(deadlock, weight = 7)]
    fn waits_for_what_is_in_flight() {
        let site = Site::new().page("a", SECOND, "b c d").page("b", SECOND, "");
        let site = site.page("c", SECOND, "").page("d", SECOND, "");
        let (crawl, time) = took(|| crawl(&site, &["a"], 3));
        expect_pages("the crawl from a", &site, crawl.pages, &["a", "b", "c", "d"]);
        expect_makespan(
            "a page of 1 s that links to 3 of 1 s each, 3 at a time,",
            time,
            2 * SECOND,
        );
    }

    /// Pages that fail are in the result with their errors, count as done, and stop nobody.
    #[check(deadlock, weight = 5)]
    fn failures_are_pages() {
        let site = Site::new()
            .page("a", SECOND, "gone b")
            .page("b", SECOND, "late")
            .failing("late", SECOND);
        for limit in [1, 3] {
            let before = site.fetched().len();
            let crawl = crawl(&site, &["a", "away"], limit);
            let urls = ["a", "away", "gone", "b", "late"];
            expect_same_items("the pages of the crawl", crawl.pages, site.pages(&urls));
            expect_eq("the number of fetches", site.fetched().len() - before, 5);
        }
    }

    /// A page with more links than any buffer has room for blocks nobody.
    #[check(deadlock, weight = 3, budget = 20)]
    fn a_page_may_have_many_links() {
        let urls: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        let site = Site::new().page("a", SECOND, &urls.join(" ")).page("b", SECOND, "");
        let page = |site: Site, url: &String| site.page(url, Duration::ZERO, "");
        let site = urls.iter().fold(site, page);
        for seeds in [&["a"][..], &["a", "b"]] {
            let crawl = crawl(&site, seeds, 2);
            expect_eq(
                "the number of pages, of a page with 300 links",
                crawl.pages.len(),
                300 + seeds.len(),
            );
        }
    }

    /// Exactly `limit` fetches run at the same time, and those that wait for their turn are no threads.
    #[check(resources, weight = 6)]
    fn runs_as_many_as_the_limit_says() {
        let urls = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let pages = urls.map(|url| (url, if url == "a" { "f g h i" } else { "" }));
        let site = Site::of(&pages).gated();
        thread::scope(|scope| {
            let crawl = scope.spawn(|| crawl(&site, &urls[..5], 2));
            settle();
            expect_two_inside(&site);
            site.gate.open_for(1);
            settle();
            expect_two_inside(&site);
            site.gate.open();
            let crawl = crawl.join().expect("no fetch panics");
            expect_pages("the crawl", &site, crawl.pages, &urls);
        });
        expect_peak_at_most("fetches with a limit of 2", &site.meter, 2);
    }

    /// A free place is taken at once: a slow page holds up nobody but those that only it links to.
    #[check(timing, weight = 5)]
    fn a_slow_page_holds_up_nobody() {
        let site = Site::new()
            .page("slow", 4 * SECOND, "")
            .page("a", SECOND, "b")
            .page("b", SECOND, "c")
            .page("c", SECOND, "d")
            .page("d", SECOND, "");
        let (crawl, time) = took(|| crawl(&site, &["slow", "a"], 2));
        expect_pages("the crawl", &site, crawl.pages, &["slow", "a", "b", "c", "d"]);
        expect_makespan(
            "a page of 4 s, and 4 of 1 s each that link to each other, 2 at a time,",
            time,
            4 * SECOND,
        );
    }

    /// The crawl is over the moment its last page is there, and 7 pages of 1 s each take 4 s, 2 at a time.
    #[check(timing, weight = 3)]
    fn ends_with_its_last_page() {
        let site = Site::new()
            .page("a", SECOND, "c d")
            .page("b", SECOND, "e f g")
            .page("c", SECOND, "")
            .page("d", SECOND, "")
            .page("e", SECOND, "")
            .page("f", SECOND, "")
            .page("g", SECOND, "");
        let (_, time) = took(|| crawl(&site, &["a", "b"], 2));
        expect_makespan("7 pages of 1 s each, 2 at a time,", time, 4 * SECOND);
    }

    /// A panic in a fetch reaches the caller with its own message, after all threads have ended, whoever waits.
    #[check(deadlock, weight = 3)]
    fn a_panic_reaches_the_caller() {
        let site = Site::new()
            .page(PANICS, SECOND, "")
            .page("slow", 2 * SECOND, "");
        for seeds in [&[PANICS][..], &[PANICS, "slow"]] {
            expect_panic("a crawl in which a fetch panics", "this check provokes", || {
                crawl(&site, seeds, 3)
            });
            expect_no_threads("a crawl whose panic has reached the caller");
        }
    }

    /// When the crawl is done, no thread of it is left, though nobody has cancelled it and somebody still could.
    #[check(resources, weight = 4)]
    fn leaves_nobody_behind() {
        let site = Site::of(&[("a", "b"), ("b", "")]);
        let (sender, cancel) = bounded(1);
        let crawl = during(Code::Deadlock, "a crawl that nobody cancels", || {
            crawler::crawl(&site, &["a"], 2, &cancel)
        });
        expect_pages("the crawl from a", &site, crawl.pages, &["a", "b"]);
        expect_no_threads("a crawl that is done");
        drop(sender);
    }

    /// Without seeds the crawl is over at once, with any limit; and the limit may be far above the number of pages.
    #[check(deadlock, weight = 2)]
    fn works_with_any_numbers() {
        let site = Site::of(&[("a", "b"), ("b", "")]);
        for limit in [1, 3] {
            let crawl = crawl(&site, &[], limit);
            expect_eq("the number of pages without seeds", crawl.pages.len(), 0);
        }
        expect_crawl(&site, &["a"], 20, &["a", "b"]);
    }

    /// A limit of 0 panics, with a message that names `limit`, before anything is fetched.
    #[check(resources)]
    fn a_limit_of_zero_panics() {
        let site = Site::of(&[("a", "")]);
        expect_panic("crawl with a limit of 0", "limit", || {
            crawl(&site, &["a"], 0)
        });
        expect_eq("the number of fetches", site.fetched().len(), 0);
    }

    /// However slow the threads are, everything is fetched once.
    #[check(ordering, weight = 2, adverse)]
    fn slow_threads_change_nothing() {
        let site = Site::new().page("a", SECOND, "c b").page("b", SECOND, "c").page("c", SECOND, "");
        expect_crawl(&site, &["a", "b"], 2, &["a", "b", "c"]);
    }
}

/// At rest, two fetches run, on no more threads than a crawl with a limit of 2 may have.
fn expect_two_inside(site: &Site) {
    let inside = site.meter.inside();
    let message = format!("{inside} fetches run while many pages wait, and the limit is 2");
    expect(inside >= 2, Code::NotConcurrent, message);
    expect_peak_at_most("fetches with a limit of 2", &site.meter, 2);
    // One of them calls `crawl`, on this check's behalf.
    let threads = live_threads() - 1;
    let message = format!("{threads} threads for a limit of 2: at most 4 may be there at rest");
    expect(threads <= 4, Code::LimitExceeded, message);
}
