//! What a `select!` in a loop sends, where that is wrong.

use crate::report::{
    names::sent_in_select,
    story::{Clue, Names, origin, place_of_origin},
};
use wire::{Code, Failure};

/// What the loop goes through whose variable was sent as the wrong item: the cause, if no more items should have come.
pub(super) fn sent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::WrongOrder | Code::LostItem | Code::DuplicatedItem
    );
    let found = || {
        let origin = origin(failure).filter(|it| is_about && !it.ended)?;
        let place = place_of_origin(&origin)?;
        let find = |file: &syn::File| sent_in_select::looped(file, place);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        Some(Clue {
            place: spot.within(&place.file),
            text: format!("`{name}`, which is sent, comes from here"),
            primary: goes_too_far(failure),
        })
    };
    found().into_iter().collect()
}

/// The same, where it is the cause.
pub(super) fn sent_too_much(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues = sent(failure, names);
    clues.retain(|it| it.primary);
    clues
}

/// All that was expected had come before.
fn goes_too_far(failure: &Failure) -> bool {
    let mut figures = failure.figures.iter();
    let expected = figures.find(|it| it.name == "expected");
    failure.code == Code::WrongValue
        && expected
            .and_then(|it| it.difference)
            .is_some_and(|it| it.index == it.items)
}
