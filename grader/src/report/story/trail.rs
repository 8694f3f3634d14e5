//! The first of several ways in which a fault can be followed back to where it was made.

use super::{
    Names, apart, between, clue::Clue, filled, leads, makers, rounds, swallowed, thrown, twice,
};
use wire::{Failure, State, ThreadReport};

/// What leads back to the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Trail {
    /// The sends of an item that came twice.
    Twice,
    /// A lock that was let go in between.
    Apart,
    /// A panic that was sent on, and fell.
    Swallowed,
    /// Something is forgotten that was to be dropped.
    Forgotten,
    /// A collection is emptied of what never came.
    Emptied,
    /// Those who take from a channel without room.
    Takers,
    /// A loop that started one thread.
    OneRound,
    /// The collection that a wrong value is made of.
    MadeOf,
    /// What the conditions above a wrong part compare with.
    Compared,
}

/// The way, if there is one, and the places on it.
pub(in super::super) fn trail(failure: &Failure, names: &Names) -> Option<(Trail, Vec<Clue>)> {
    let ways = [
        (Trail::Twice, twice::clues(failure, names)),
        (Trail::Apart, apart::clues(failure, names)),
        (Trail::Swallowed, swallowed::clues(failure, names)),
        (Trail::Forgotten, thrown::forgotten(failure, names)),
        (Trail::Emptied, thrown::emptied(failure, names)),
        (Trail::Compared, filled::compared(failure, names)),
    ];
    let found = ways.into_iter().find(|(_, clues)| !clues.is_empty());
    if found.is_some() || is_told(failure, names) {
        return found;
    }
    let ways = [
        (Trail::Takers, rounds::takers(failure, names)),
        (Trail::OneRound, rounds::one_round(failure, names)),
        (Trail::MadeOf, filled::made_of(failure, names)),
    ];
    ways.into_iter().find(|(_, clues)| !clues.is_empty())
}

/// The steps tell more than where it showed.
fn is_told(failure: &Failure, names: &Names) -> bool {
    let sleeps = |it: &ThreadReport| matches!(it.state, State::Sleeping { .. });
    !leads(failure, names).is_empty()
        || between(failure, names).is_some()
        || !makers(failure, names).is_empty()
        || failure.threads.iter().any(sleeps)
}
