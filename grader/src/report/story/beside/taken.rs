//! A number that a thread took, and ended.

use crate::report::{
    names::numbers,
    story::{
        Clue, Names,
        leads::{lets_go, told},
        nth,
    },
};
use wire::{Code, Failure, Occurrence, Operation, State, Step};

/// Where threads took the number of an item, looked at something else then, and ended.
pub(super) fn taken(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::WrongValue | Code::LostItem);
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let ended = failure
        .threads
        .iter()
        .filter(|it| it.spawned.is_some() && matches!(it.state, State::Finished));
    let clue = |thread: u32| {
        let mut own = told(failure).filter(|it| it.thread == thread && !lets_go(it));
        let (look, take) = (own.next_back()?, own.next_back()?);
        let is_left = take.operation == Operation::Update
            && look.operation == Operation::Load
            && take.object != look.object;
        let place = take.place.as_ref()?;
        let is_number = |file: &syn::File| numbers::takes_one(file, place);
        if !is_left || !was_one(failure, take) || names.look(&place.file, is_number) != Some(true) {
            return None;
        }
        let (who, number) = (names.thread(thread), nth(take));
        let line = look.place.as_ref()?.line;
        let what = names.object(look.object?, failure);
        let text = format!(
            "{who} takes a number here, in step {number}, reads {what} in line {line}, and ends"
        );
        Some(Clue::beside(place.clone(), text))
    };
    ended.filter_map(|it| clue(it.id)).collect()
}

/// There was an item for that number: who took a later one went on with it.
fn was_one(failure: &Failure, take: &Step) -> bool {
    let takes = |it: &&Step| {
        it.object == take.object
            && it.operation == Operation::Update
            && it.occurrence == Occurrence::Done
            && it.number > take.number
    };
    let goes_on = |other: &Step| {
        let mut next = failure
            .steps
            .iter()
            .filter(|it| it.thread == other.thread && it.number > other.number);
        next.any(|it| it.operation != Operation::Load && !lets_go(it))
    };
    failure.steps.iter().filter(takes).any(goes_on)
}
