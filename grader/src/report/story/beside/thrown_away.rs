//! Values that are received only to be dropped.

use crate::report::{
    names::tossed,
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a value of the check's was received by a statement that drops what comes, if the same channel had nothing more at
/// the last receive.
pub(super) fn thrown_away(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = dropped(failure, names)?;
        let what = names.end(step.object?, step.operation, failure);
        let number = nth(step);
        Some(Clue {
            place: step.place.clone()?,
            text: format!(
                "what is received from {what} here, in step {number}, is dropped at once"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    dropped(failure, names)
        .map(|_| "what is received is gone from the channel: take only what is handed on")
}

fn dropped<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::LostItem | Code::EarlyClose
    );
    let receives = |it: &&Step| it.operation == Operation::Receive;
    let last = told(failure).rfind(receives).filter(|_| is_about)?;
    let is_checks = failure
        .objects
        .iter()
        .any(|it| Some(it.id) == last.object && it.created.is_none());
    if last.occurrence == Occurrence::Done || !is_checks {
        return None;
    }
    told(failure).filter(receives).find(|it| {
        let place = it.place.as_ref();
        (it.object, it.occurrence) == (last.object, Occurrence::Done)
            && place.is_some_and(|place| {
                names.look(&place.file, |file| tossed::tosses(file, place)) == Some(true)
            })
    })
}
