//! Who waits for the end of something that a cancellation reached elsewhere.

use super::came_late::is_late;
use crate::report::story::{Clue, Names, between, leads::told, origin::drops_a_sender, wait_of};
use wire::{Code, Failure, ObjectReport, Operation, Place};

/// By which call that was made which a thread waits for, where others that were made at the same place have closed.
pub(super) fn alike_closed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::CancellationIgnored;
    // Who came in after the end is told of that, and so is who looked before it.
    let is_explained = is_late(failure, names) || between(failure, names).is_some();
    if !is_about || failure.elided > 0 || is_explained {
        return Vec::new();
    }
    let has_closed = |other: &ObjectReport| {
        told(failure).any(|it| {
            it.object == Some(other.id)
                && drops_a_sender(it)
                && it.note.as_deref() == Some("the last sender")
        })
    };
    let waits = failure.threads.iter().filter(|it| it.spawned.is_some());
    let found = waits.filter_map(wait_of).find_map(|wait| {
        let objects = wait.objects.iter();
        let mut open = objects.filter_map(|id| failure.objects.iter().find(|it| it.id == *id));
        open.find_map(|open| {
            let mut others = failure
                .objects
                .iter()
                .filter(|it| it.id != open.id && it.created == open.created && has_closed(it));
            open.created.as_ref()?;
            let place = open.via.first()?;
            let first = others.clone().next()?;
            if let Some(clue) = others.find_map(|it| passed_by(open, it, failure, names)) {
                return Some(clue);
            }
            let [end, other] =
                [open, first].map(|it| names.end(it.id, Operation::Receive, failure));
            let text = format!("{end} is made by this call: it is open, and {other} was closed");
            Some(Clue::beside(place.clone(), text))
        })
    });
    found.into_iter().collect()
}

/// The call that takes a lock when one of two is made, and not when the other is, in the function that makes both for
/// different callers.
fn passed_by(
    open: &ObjectReport,
    closed: &ObjectReport,
    failure: &Failure,
    names: &Names,
) -> Option<Clue> {
    let (maker, rest) = open.via.split_first()?;
    let (other, its) = closed.via.split_first()?;
    // Only the first steps bear the calls that led there.
    if maker != other || rest == its || failure.steps.len() >= 600 {
        return None;
    }
    let taken_for = |callers: &[Place]| {
        told(failure).find_map(|it| {
            let from = it.via.len().checked_sub(callers.len() + 1)?;
            let (call, around) = it.via[from..].split_first()?;
            let is_it = it.operation == Operation::Lock
                && around == callers
                && call != maker
                && names.are_in_one_function(call, maker);
            is_it.then_some((call, it.object?))
        })
    };
    let (call, lock) = taken_for(its)?;
    if taken_for(rest).is_some() {
        return None;
    }
    let lock = names.object(lock, failure);
    let [open, closed] = [open, closed].map(|it| names.end(it.id, Operation::Receive, failure));
    Some(Clue::cause(
        call.clone(),
        format!("this call takes {lock} where {closed} is made, and not where {open} is"),
    ))
}
