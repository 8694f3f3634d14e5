//! A panic that was to be an outcome, and ended a thread.

use crate::report::story::{Clue, Names, leads::PROVOKED};
use std::collections::BTreeSet;
use wire::{Code, Failure, Place, State};

/// Where a panic that the check brought about ended a thread of the learner's, if an error with its message never came.
pub(super) fn owed(failure: &Failure, _: &Names) -> Vec<Clue> {
    let clue = |place: &Place| {
        let text = "nothing catches the panic here, and so it is no outcome".to_owned();
        Clue::cause(place.clone(), text)
    };
    places(failure).into_iter().map(clue).collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure) -> Option<&'static str> {
    (!places(failure).is_empty()).then_some(
        "catch the panic where it comes from, with `catch_unwind`, and hand it on like any other outcome",
    )
}

/// Where such panics came.
fn places(failure: &Failure) -> BTreeSet<&Place> {
    let error = failure.message.split_once("Err(").map(|(_, rest)| rest);
    let is_owed = error.is_some_and(|rest| {
        let (error, _) = rest.split_once(')').unwrap_or((rest, ""));
        error.contains(PROVOKED)
    });
    if failure.code != Code::LostItem || !is_owed {
        return BTreeSet::new();
    }
    let own = failure.threads.iter().filter(|it| it.spawned.is_some());
    let place = own.filter_map(|it| match &it.state {
        State::Panicked {
            place: Some(place),
            message,
        } if message.contains(PROVOKED) => Some(place),
        _ => None,
    });
    place.collect()
}

#[cfg(test)]
mod tests {
    use super::owed;
    use crate::{
        report::story::{
            Names,
            sample::{place, thread},
        },
        verdict::bare,
    };
    use wire::{Code, State};

    #[test]
    fn a_panic_that_was_to_be_an_outcome_is_told_where_it_came() {
        let message = "the stream: Err(\"a panic that this check provokes\") never came";
        let mut failure = bare(Code::LostItem, message.to_owned());
        let mut panicked = thread(1);
        panicked.state = State::Panicked {
            place: Some(place(9)),
            message: "a panic that this check provokes".to_owned(),
        };
        failure.threads = vec![panicked];
        let lines = |failure: &wire::Failure| {
            let clues = owed(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(&failure), [9]);
        failure.message = "the stream: Ok(1) never came".to_owned();
        assert!(lines(&failure).is_empty());
    }
}
