//! The arm of a `select!` that gave a wrong variant.

use crate::report::{
    names::arms,
    story::{
        Clue, Names,
        leads::{lets_go, told},
        told as values,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where the variant that came instead of another is given by the arm that learned last that its channel has closed.
pub(super) fn closed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let variant = values::came_instead(failure)?;
        let last = told(failure).rfind(|it| it.thread == 0 && !lets_go(it))?;
        let place = last.place.as_ref().filter(|it| names.is_select(it))?;
        let received = |it: &Step| {
            it.operation == Operation::Receive && (it.thread, it.object) == (0, last.object)
        };
        // The arm went on when something came: it is none of those that leave in any case.
        let mut before = told(failure).filter(|it| it.place.as_ref() == Some(place));
        let went_on = before.any(|it| received(it) && it.occurrence == Occurrence::Done);
        if !received(last) || last.occurrence != Occurrence::Disconnected || !went_on {
            return None;
        }
        let given = |file: &syn::File| arms::given_at_the_end(file, place, &variant);
        let (spot, channel) = names.look(&place.file, given).flatten()?;
        Some(Clue {
            place: spot.within(&place.file),
            text: format!(
                "the last receive from `{channel}` found it closed, and this is the way out for that"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

/// The arm of a `select!` that was taken because nothing was ready, where nothing of the learner's came after that.
pub(super) fn nothing_ready(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = default_arm(failure, names).map(|(place, line, _)| {
        Clue::cause(
            place,
            format!("nothing was ready at the `select!` of line {line}: so it comes here"),
        )
    });
    clue.into_iter().collect()
}

/// What to do about it, if it ends there.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let (_, _, leaves) = default_arm(failure, names)?;
    leaves.then_some(
        "that nothing is ready now is no end: a `select!` without a `default` arm waits until something is",
    )
}

/// Where that stands, the line of the `select!`, and whether it is left there in any case.
fn default_arm(failure: &Failure, names: &Names) -> Option<(Place, u32, bool)> {
    let is_about = matches!(
        failure.code,
        Code::LostItem | Code::EarlyClose | Code::TooEarly
    );
    let last = told(failure).rfind(|it| it.thread == 0 && !lets_go(it))?;
    let place = last.place.as_ref().filter(|it| names.is_select(it))?;
    if !is_about || last.occurrence != Occurrence::Refused {
        return None;
    }
    let arm = |file: &syn::File| arms::default_arm(file, place);
    let (spot, leaves) = names.look(&place.file, arm).flatten()?;
    Some((spot.within(&place.file), place.line, leaves))
}
