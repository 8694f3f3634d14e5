//! The hidden suite of `wait_group`: who waits for how many, and who is released.

use crate::common::{SECOND, expect_unharmed};
use check::prelude::*;
use shared_state::WaitGroup;
use std::thread;

/// At rest, so many have come back from `wait`.
#[track_caller]
fn expect_released(what: &str, released: &Count, want: usize) {
    settle();
    let count = released.get();
    let figures = format!("{what}: {count} came back from `wait`, and {want} should have");
    expect(count <= want, Code::TooEarly, figures.as_str());
    expect(count >= want, Code::LostWakeup, figures.as_str());
}

check::suite! {
    /// `wait` returns at once while the count is 0, and otherwise when the last thing is done.
    #[check(basic, weight = 4, exhaustive)]
    fn waits_for_the_last() {
        let (group, released) = (WaitGroup::new(), Count::new());
        group.wait();
        group.add(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                group.wait();
                released.add();
            });
            expect_released("with 2 things to be done", &released, 0);
            group.done();
            expect_released("with 1 of 2 things to be done", &released, 0);
            group.done();
            expect_released("after the last of 2 things was done", &released, 1);
        });
        group.wait();
    }

    /// What was done before `done` is seen by whoever comes back from `wait`.
    #[check(basic, weight = 2)]
    fn everything_is_done_afterwards() {
        let (group, finished) = (WaitGroup::new(), Count::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                group.add(1);
                scope.spawn(|| {
                    thread::yield_now();
                    finished.add();
                    group.done();
                });
            }
            group.wait();
            let count = finished.get();
            expect(
                count == 3,
                Code::TooEarly,
                format!("`wait` came back when {count} of 3 had finished"),
            );
        });
    }

    /// All who wait are released.
    #[check(deadlock, weight = 3)]
    fn everybody_is_released() {
        let (group, released) = (WaitGroup::new(), Count::new());
        group.add(1);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    group.wait();
                    released.add();
                });
            }
            expect_released("three who wait for 1 thing", &released, 0);
            group.done();
            expect_released("three who waited for 1 thing, which was done", &released, 3);
        });
    }

    /// More may be added while others wait, and the group may be used again.
    #[check(ordering, weight = 2)]
    fn counts_on_and_again() {
        let (group, released) = (WaitGroup::new(), Count::new());
        for round in 0..2 {
            group.add(1);
            thread::scope(|scope| {
                scope.spawn(|| {
                    group.wait();
                    released.add();
                });
                settle();
                group.add(2);
                group.done();
                group.done();
                expect_released("with 1 of 3 things to be done", &released, round);
                group.done();
                expect_released("after the last of 3 things was done", &released, round + 1);
            });
        }
    }

    /// `done` without `add` panics with a message that contains `negative`, and harms nobody.
    #[check(resources, weight = 2)]
    fn the_count_never_becomes_negative() {
        let group = WaitGroup::new();
        expect_panic("`done` at a count of 0", "negative", || group.done());
        expect_unharmed("a wait group", || {
            group.wait();
            group.add(1);
            group.done();
            group.wait();
        });
    }

    /// Whoever waits comes back the moment the last thing is done, however slow the threads are.
    #[check(timing)]
    fn comes_back_at_that_moment() {
        let group = WaitGroup::new();
        group.add(3);
        thread::scope(|scope| {
            for seconds in [1, 3, 2] {
                let group = &group;
                scope.spawn(move || {
                    thread::sleep(SECOND * seconds);
                    group.done();
                });
            }
            let ((), time) = took(|| group.wait());
            expect_took("waiting for things of 1, 3 and 2 s", time, 3 * SECOND);
        });
    }

    /// Waking for no reason is no reason to come back.
    #[check(ordering, spurious)]
    fn waking_for_no_reason_changes_nothing() {
        let (group, finished) = (WaitGroup::new(), Count::new());
        group.add(2);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    finished.add();
                    group.done();
                });
            }
            group.wait();
            let count = finished.get();
            expect(
                count == 2,
                Code::TooEarly,
                format!("`wait` came back when {count} of 2 had finished"),
            );
        });
    }
}
