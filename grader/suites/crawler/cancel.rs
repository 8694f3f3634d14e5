//! The hidden suite of `cancel`: what a cancelled crawl still does, what it returns, and when.
//!
//! How many fetches run at once is judged elsewhere: a crawl that goes one after the other can get full marks here.

use crate::common::{SECOND, Site, expect_pages};
use check::prelude::*;
use crawler::{Crawl, Page, crawl};
use std::thread;

const HALF: Duration = Duration::from_millis(500);

/// How a crawl is cancelled.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Message,
    Closing,
    /// First the one, then the other.
    Both,
}

const EITHER: [How; 2] = [How::Message, How::Closing];

/// Crawls, and cancels after `delay`; the sender is kept until the crawl has returned, unless it is to close.
/// Gives back the moment of the return, too.
fn crawl_cancelled(site: &Site, limit: usize, delay: Duration, how: How) -> (Crawl, Duration) {
    let (sender, cancel) = unbounded();
    thread::scope(|scope| {
        let canceller = scope.spawn(move || {
            thread::sleep(delay);
            if how != How::Closing {
                // If nobody looks any more, there is nothing to cancel.
                let _ = sender.send(());
            }
            (how == How::Message).then_some(sender)
        });
        let result = (crawl(site, &["a", "b"], limit, &cancel), elapsed());
        drop(canceller.join());
        result
    })
}

/// Nothing was fetched later than this moment since the check began.
fn expect_no_start_after(site: &Site, moment: Duration) {
    for (url, start) in site.starts.snapshot() {
        let message =
            format!("the crawl was cancelled at {moment:?}, and {url} was fetched at {start:?}");
        expect(start <= moment, Code::CancellationIgnored, message);
    }
}

/// What was fetched is in the result, and nothing else.
fn expect_kept(site: &Site, pages: Vec<Page>) {
    let fetched = site.fetched();
    let urls: Vec<&str> = fetched.iter().map(String::as_str).collect();
    expect_pages("the cancelled crawl", site, pages, &urls);
}

/// The crawl returned as soon as its last fetch had ended.
fn expect_ended_with_the_last(site: &Site, moment: Duration) {
    let last = site.ends.snapshot().into_iter().max();
    let last = last.unwrap_or(Duration::ZERO);
    expect_took(
        "the cancelled crawl, until its last fetch had ended,",
        moment,
        last,
    );
}

/// Nothing was fetched, and the crawl says so.
fn expect_no_fetch(site: &Site, crawl: &Crawl) {
    let fetches = site.fetched().len();
    let message = format!("{fetches} pages were fetched, though the crawl was cancelled before");
    expect(fetches == 0, Code::CancellationIgnored, message);
    expect_eq("the number of pages", crawl.pages.len(), 0);
    let what = "`cancelled`, with everything missing";
    expect_eq(what, crawl.cancelled, true);
}

/// Two seeds with links to more, 6 pages in all, each of which takes 1 s.
fn wide() -> Site {
    let pages = [
        ("a", "c d"),
        ("b", "e"),
        ("c", "f"),
        ("d", "f"),
        ("e", "f"),
        ("f", ""),
    ];
    let page = |site: Site, (url, links): (&str, &str)| site.page(url, SECOND, links);
    pages.into_iter().fold(Site::new(), page)
}

check::suite! {
    /// A crawl that nobody cancels fetches everything, and says that nothing is missing.
    #[check(basic, weight = 3)]
    fn nothing_is_missing_without_cancellation() {
        let (sender, cancel) = unbounded();
        let site = wide();
        let crawl = crawl(&site, &["a", "b"], 1, &cancel);
        let urls = ["a", "b", "c", "d", "e", "f"];
        expect_pages("the crawl", &site, crawl.pages, &urls);
        expect_eq("`cancelled`, when nobody cancelled", crawl.cancelled, false);
        drop(sender);
    }

    /// A crawl that is cancelled half-way, by a message and by closing, says that something is missing, and has the pages that it fetched.
    #[check(basic, weight = 3)]
    fn a_cancelled_crawl_keeps_its_pages() {
        let site = wide();
        let (crawl, _) = crawl_cancelled(&site, 1, SECOND + HALF, How::Both);
        expect_no_start_after(&site, SECOND + HALF);
        let fetches = site.fetched().len();
        expect(
            fetches > 0,
            Code::LostItem,
            "nothing was fetched before the cancellation",
        );
        expect_kept(&site, crawl.pages);
        expect_eq("`cancelled`, with pages missing", crawl.cancelled, true);
    }

    /// After a message nothing is fetched; what is in flight is waited for, and kept; nobody follows its links.
    #[check(cancellation, weight = 5)]
    fn nothing_is_fetched_after_a_message() {
        let site = wide();
        let (crawl, moment) = crawl_cancelled(&site, 2, HALF, How::Message);
        expect_no_start_after(&site, HALF);
        expect_kept(&site, crawl.pages);
        expect_eq("`cancelled`, with pages missing", crawl.cancelled, true);
        expect_ended_with_the_last(&site, moment);
    }

    /// After all senders have gone nothing is fetched either, though many URLs are queued.
    #[check(cancellation, weight = 4)]
    fn nothing_is_fetched_after_the_senders_left() {
        let site = wide();
        let (crawl, moment) = crawl_cancelled(&site, 2, SECOND + HALF, How::Closing);
        expect_no_start_after(&site, SECOND + HALF);
        expect_kept(&site, crawl.pages);
        expect_eq("`cancelled`, with pages missing", crawl.cancelled, true);
        expect_ended_with_the_last(&site, moment);
    }

    /// If it was cancelled before, by a message or by closing, nothing is fetched.
    #[check(cancellation, weight = 4)]
    fn nothing_is_fetched_if_cancelled_before() {
        for how in EITHER {
            let (sender, cancel) = unbounded();
            let site = wide();
            if how == How::Message {
                let _ = sender.send(());
            }
            let kept = (how == How::Message).then_some(sender);
            let crawl = crawl(&site, &["a", "b"], 2, &cancel);
            expect_no_fetch(&site, &crawl);
            drop(kept);
        }
    }

    /// A message is for all: the others learn of it too, whoever received it.
    #[check(cancellation, weight = 4)]
    fn everybody_learns_of_it() {
        let site = Site::of(&[("e", ""), ("f", ""), ("g", ""), ("h", "")])
            .page("a", SECOND, "c d e")
            .page("b", 2 * SECOND, "f g h")
            .page("c", SECOND, "")
            .page("d", SECOND, "");
        let (crawl, moment) = crawl_cancelled(&site, 3, HALF, How::Message);
        expect_no_start_after(&site, HALF);
        expect_kept(&site, crawl.pages);
        expect_ended_with_the_last(&site, moment);
    }

    /// Those that wait for links end too, and no thread is left.
    #[check(resources, weight = 3)]
    fn leaves_nobody_behind() {
        for how in EITHER {
            let site = Site::of(&[("c", "")]);
            let site = site.page("a", 2 * SECOND, "c").page("b", SECOND, "");
            let (crawl, moment) = crawl_cancelled(&site, 4, SECOND + HALF, how);
            expect_cancelled("a cancelled crawl");
            expect_ended_with_the_last(&site, moment);
            expect_kept(&site, crawl.pages);
            expect_eq("`cancelled`, with a page missing", crawl.cancelled, true);
        }
    }

    /// Whenever the message comes, however slow the threads are, the crawl ends, nothing is fetched twice, and `cancelled` says if something is missing.
    #[check(cancellation, weight = 3, adverse)]
    fn any_moment_will_do() {
        let site = Site::of(&[("c", "")]).page("a", SECOND, "c").page("b", SECOND, "c");
        let (crawl, _) = crawl_cancelled(&site, 2, SECOND, How::Message);
        let mut fetched = site.fetched();
        let pages = crawl.pages.len();
        expect_kept(&site, crawl.pages);
        fetched.sort_unstable();
        fetched.dedup();
        expect(
            fetched.len() == pages,
            Code::DuplicatedItem,
            format!("there were {pages} fetches, of {} different pages", fetched.len()),
        );
        if pages < 3 {
            expect_eq("`cancelled`, with a page missing", crawl.cancelled, true);
        }
    }
}
