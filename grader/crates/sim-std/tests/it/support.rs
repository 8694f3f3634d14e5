//! Runs a small program in every schedule, and collects what it returns.

use sim::{Config, Explored, explore};
use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use wire::{Code, Extent, Failure};

/// What a program returns in the schedules explored, and what was explored.
pub(crate) fn explored<T: Ord>(config: &Config, body: impl Fn() -> T) -> (BTreeSet<T>, Explored) {
    let seen = RefCell::new(BTreeSet::new());
    let explored = explore(config, &|| {
        let value = body();
        seen.borrow_mut().insert(value);
    });
    (seen.into_inner(), explored)
}

/// What a program returns in every schedule there is; none may fail.
#[track_caller]
pub(crate) fn every<T: Ord>(body: impl Fn() -> T) -> BTreeSet<T> {
    every_with(&Config::default(), body)
}

/// As [`every`], with rare events: spurious wake-ups, weak failures.
#[track_caller]
pub(crate) fn every_rare<T: Ord>(body: impl Fn() -> T) -> BTreeSet<T> {
    every_with(
        &Config {
            rare: true,
            ..Config::default()
        },
        body,
    )
}

#[track_caller]
pub(crate) fn every_with<T: Ord>(config: &Config, body: impl Fn() -> T) -> BTreeSet<T> {
    let config = Config {
        budget: u64::MAX,
        effort: u64::MAX,
        ..config.clone()
    };
    let (values, explored) = explored(&config, body);
    assert_eq!(explored.failure, None);
    assert_eq!(
        explored.exploration.extent,
        Extent::All,
        "{:?}",
        explored.exploration
    );
    values
}

/// What a program returns in schedules that are too many to be explored; none may fail.
#[track_caller]
pub(crate) fn sampled<T: Ord>(body: impl Fn() -> T) -> BTreeSet<T> {
    let config = Config {
        budget: 3_000,
        ..Config::default()
    };
    let (values, explored) = explored(&config, body);
    assert_eq!(explored.failure, None);
    values
}

/// The failure that is found in a program.
#[track_caller]
pub(crate) fn failure(body: impl Fn()) -> Failure {
    failure_with(&Config::default(), body)
}

#[track_caller]
pub(crate) fn failure_with(config: &Config, body: impl Fn()) -> Failure {
    let failure = explored(config, body)
        .1
        .failure
        .expect("some schedule fails");
    assert!(!failure.uncontrolled, "{failure:?}");
    *failure
}

/// Asserts that a failure of this kind is found.
#[track_caller]
pub(crate) fn fails_as(code: Code, body: impl Fn()) {
    let failure = failure(body);
    assert_eq!(failure.code, code, "{}", failure.message);
}

/// The text of a panic.
pub(crate) fn message_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no text")
}

/// Lets panics of spawned threads pass for the suite's: they are no faults then.
pub(crate) fn panics_are_expected() {
    let caught = sim::catch_unwind(|| sim::panic_from_suite("expected"));
    assert!(caught.is_err());
}
