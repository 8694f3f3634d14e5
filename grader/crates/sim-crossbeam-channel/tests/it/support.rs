//! Small programs, explored exhaustively or in part.

use sim::{explore, Config, Explored};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wire::{Code, Extent};

/// How often a program came to which end, over every interleaving there is.
pub(crate) fn outcomes<O: Ord>(body: impl Fn() -> O) -> BTreeMap<O, u64> {
    let config = Config {
        budget: 5_000_000,
        effort: u64::MAX,
        ..Config::default()
    };
    let (explored, outcomes) = collect(&config, body);
    assert_eq!(explored.failure, None);
    assert_eq!(
        explored.exploration.extent,
        Extent::All,
        "the search must be exhaustive"
    );
    outcomes
}

/// As `outcomes`, under any configuration.
pub(crate) fn collect<O: Ord>(
    config: &Config,
    body: impl Fn() -> O,
) -> (Explored, BTreeMap<O, u64>) {
    let outcomes = RefCell::new(BTreeMap::new());
    let explored = explore(config, &|| {
        let outcome = body();
        *outcomes.borrow_mut().entry(outcome).or_default() += 1;
    });
    (explored, outcomes.into_inner())
}

/// The ends that a program can come to.
pub(crate) fn ends<O: Ord>(body: impl Fn() -> O) -> Vec<O> {
    outcomes(body).into_keys().collect()
}

/// What is found wrong with a program.
#[track_caller]
pub(crate) fn fault(body: impl Fn()) -> (Code, String) {
    let explored = explore(&Config::default(), &body);
    let failure = explored.failure.expect("the program is wrong");
    (failure.code, failure.message)
}

/// A program that is right in every interleaving: how many there are.
#[track_caller]
pub(crate) fn right(body: impl Fn()) -> u64 {
    outcomes(body).into_values().sum()
}
