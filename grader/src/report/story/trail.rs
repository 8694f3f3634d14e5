//! The first of several ways in which a fault can be followed back to where it was made.

use super::{
    Names, apart, beside, between, clue::Clue, filled, leads, makers, rounds, suspects, swallowed,
    thrown, twice,
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
    /// Where a wrong value is filled in by its name.
    FilledIn,
    /// What the conditions above a wrong part compare with.
    Compared,
    /// The conditions of the error that should have come.
    Demanded,
    /// A field that begins as a sum.
    Beside,
    /// The conditions under which something is kept.
    LeftOut,
    /// A collection whose newest is taken out first.
    Newest,
    /// A figure that leaves items out.
    Figures,
    /// A barrier that lets different ones go together.
    Barrier,
    /// What was looked at had not been changed yet.
    Untouched,
    /// Nothing but a sleep was before it.
    Slept,
    /// The condition of the error that should have come stands on a way that was not taken.
    OtherWay,
}

/// The way, if there is one, and the places on it.
pub(in super::super) fn trail(failure: &Failure, names: &Names) -> Option<(Trail, Vec<Clue>)> {
    let first = |ways: &[(Trail, Way)]| {
        let mut found = ways
            .iter()
            .map(|(trail, way)| (*trail, way(failure, names)));
        found.find(|(_, clues)| !clues.is_empty())
    };
    first(&[
        (Trail::Twice, twice::clues),
        (Trail::Apart, apart::clues),
        (Trail::Swallowed, swallowed::clues),
        (Trail::Forgotten, thrown::forgotten),
        (Trail::Emptied, thrown::emptied),
        (Trail::Compared, filled::compared),
        (Trail::Demanded, suspects::variants::demanded),
        (Trail::FilledIn, suspects::variants::written),
    ])
    .or_else(|| {
        if is_told(failure, names) {
            return None;
        }
        first(&[
            (Trail::Takers, rounds::takers),
            (Trail::OneRound, rounds::one_round),
            (Trail::MadeOf, filled::made_of),
            (Trail::FilledIn, filled::filled_in),
            (Trail::OtherWay, beside::other_way),
            (Trail::Demanded, suspects::demanded),
            (Trail::Beside, suspects::begins_beside),
            (Trail::LeftOut, suspects::left_out),
        ])
    })
    .or_else(|| {
        first(&[
            (Trail::Newest, suspects::newest_first),
            (Trail::Figures, suspects::figures),
            (Trail::Barrier, suspects::barrier),
            (Trail::Untouched, suspects::untouched),
            (Trail::Slept, beside::slept_before),
        ])
    })
}

impl Trail {
    /// What else is marked may be the cause as well.
    pub(in super::super) fn leaves_the_others(self) -> bool {
        matches!(
            self,
            Trail::Compared
                | Trail::Emptied
                | Trail::Newest
                | Trail::Figures
                | Trail::Barrier
                | Trail::Untouched
                | Trail::Slept
        )
    }
}

/// Looks for the places on one way.
type Way = fn(&Failure, &Names) -> Vec<Clue>;

/// The steps tell more than where it showed.
fn is_told(failure: &Failure, names: &Names) -> bool {
    let sleeps = |it: &ThreadReport| matches!(it.state, State::Sleeping { .. });
    !leads(failure, names).is_empty()
        || between(failure, names).is_some()
        || !makers(failure, names).is_empty()
        || failure.threads.iter().any(sleeps)
}
