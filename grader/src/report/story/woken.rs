//! A wait that was over right before a wrong value showed.

use super::{
    Names,
    clue::Clue,
    idle, is_about_values,
    leads::{before_the_brace, told},
};
use wire::{Failure, Occurrence, Operation};

/// Where a thread was woken that looked under the same lock after that, told others, and went on with what was wrong.
pub(in super::super) fn woken(failure: &Failure, names: &Names) -> Option<Clue> {
    let place = failure
        .place
        .as_ref()
        .filter(|_| is_about_values(failure.code) && idle(failure).is_none())?;
    let before = before_the_brace(failure, place, names);
    let place = before.and_then(|step| step.place.as_ref()).unwrap_or(place);
    let told_others = told(failure).rfind(|step| step.place.as_ref() == Some(place))?;
    if ![Operation::NotifyOne, Operation::NotifyAll].contains(&told_others.operation) {
        return None;
    }
    let mut own = told(failure)
        .filter(|it| it.thread == told_others.thread && it.number < told_others.number);
    let takes = [Operation::Lock, Operation::Wait, Operation::Unlock];
    let wait = own.rfind(|it| takes.contains(&it.operation))?;
    let at = wait.place.as_ref()?;
    let is_woken = wait.operation == Operation::Wait && wait.occurrence == Occurrence::Done;
    if !is_woken || !names.are_in_one_function(at, place) {
        return None;
    }
    let who = names.thread(wait.thread);
    let what = names.object(wait.object?, failure);
    Some(Clue::beside(
        at.clone(),
        format!("{who} was woken here on {what}, before that"),
    ))
}
