//! Answers that are worked out wrong in lines in which no step stands.

use super::{Way, begun_once, brought_late, held_down, one_more, reckoned::reached};
use crate::report::{
    names::{Function, reckoned::fails},
    story::Names,
};
use wire::Failure;

/// Where such a place may be found, and what to do about it.
const WAYS: [(Way, &str); 4] = [
    (held_down::held_down, held_down::ADVICE),
    (brought_late::brought_late, brought_late::ADVICE),
    (begun_once::begun_once, begun_once::ADVICE),
    (one_more::one_more, one_more::ADVICE),
];

/// A place is known at which the answer becomes wrong.
pub(in super::super::super) fn is_worked_out(failure: &Failure, names: &Names) -> bool {
    advice(failure, names).is_some()
}

/// What to do about the first of them that is there.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let mut ways = WAYS.iter();
    let found = ways.find(|(way, _)| !way(failure, names).is_empty());
    found.map(|(_, advice)| *advice)
}

/// The file of a call that came after some time had passed, and may answer with a duration as an error; and that call with
/// all that it may call.
pub(super) fn answers<'n>(
    failure: &'n Failure,
    names: &'n Names,
) -> Option<(&'n str, Vec<&'n Function>)> {
    let took = failure.figures.iter().any(|it| it.name == "took");
    let place = failure.place.as_ref();
    let place = place.filter(|_| failure.at > 0 && !took)?;
    let caller = names.around(place).filter(|it| it.is_public)?;
    let fails = names.look(&place.file, |it| fails(it, caller.spot()));
    let file = place.file.as_str();
    (fails == Some(true)).then(|| (file, reached(vec![caller], file, names)))
}
