//! Who lets another go first, or goes to one who is not free.

use super::overtake::sent;
use crate::report::{
    names::{heads, methods::methods, picked},
    story::{Clue, Names, leads::told, wait_of},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where a lock is given back after something was taken under it, and before that is sent, if the order is wrong and others
/// send there, too.
pub(super) fn unlocked(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure).filter(|_| failure.code == Code::WrongOrder)?;
        let mut own =
            told(failure).filter(|it| it.thread == sent.thread && it.number < sent.number);
        // Who had to wait offered it before.
        let offers = |it: &&Step| it.operation == Operation::Send && it.object == sent.object;
        let waited = own.clone().next_back().filter(offers);
        if waited.is_some_and(|it| it.occurrence == Occurrence::Blocked) {
            own.next_back();
        }
        let unlock = own
            .next_back()
            .filter(|it| it.operation == Operation::Unlock)?;
        let takes = |it: &Step| matches!(it.operation, Operation::Call | Operation::Receive);
        own.next_back().filter(|it| takes(it))?;
        let is_same = |it: &&Step| it.operation == Operation::Lock && it.object == unlock.object;
        own.next_back().filter(is_same)?;
        let sends = told(failure).filter(|it| {
            it.operation == Operation::Send && it.place == sent.place && it.object == sent.object
        });
        let threads: BTreeSet<u32> = sends.map(|it| it.thread).collect();
        let line = sent.place.as_ref()?.line;
        let what = names.end(unlock.object?, Operation::Lock, failure);
        let text = format!(
            "{what} is unlocked here, after a value was taken and before it is sent in line {line}: another thread can send first"
        );
        (threads.len() > 1).then_some(Clue::cause(unlock.place.clone()?, text))
    };
    found().into_iter().collect()
}

/// Where a thread found one channel empty and took from another in the same line, if what came so came too early.
pub(super) fn found_empty(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure).filter(|_| failure.code == Code::WrongOrder)?;
        let mut own =
            told(failure).filter(|it| it.thread == sent.thread && it.number < sent.number);
        let receives = |it: &&Step, how| it.operation == Operation::Receive && it.occurrence == how;
        let taken = own
            .next_back()
            .filter(|it| receives(it, Occurrence::Done))?;
        let empty = own
            .next_back()
            .filter(|it| receives(it, Occurrence::Refused))?;
        let place = empty.place.as_ref()?;
        let is_there = |it: &Place| it.file == place.file && it.line == place.line;
        if empty.object == taken.object || !taken.place.as_ref().is_some_and(is_there) {
            return None;
        }
        let who = names.thread(empty.thread);
        let one = names.end(empty.object?, Operation::Receive, failure);
        let other = names.end(taken.object?, Operation::Receive, failure);
        let text = format!(
            "{who} finds {one} empty here, which is not closed, and takes from {other} instead"
        );
        Some(Clue::beside(place.clone(), text))
    };
    found().into_iter().collect()
}

/// The places where threads of the learner's wait to send, and on what.
fn waiting(failure: &Failure, operation: Operation) -> impl Iterator<Item = (u32, &Place, u32)> {
    let own = failure.threads.iter().filter(|it| it.spawned.is_some());
    own.filter_map(move |thread| {
        let wait = wait_of(thread).filter(|it| it.operation == operation)?;
        let [object] = wait.objects[..] else {
            return None;
        };
        Some((thread.id, wait.place.as_ref()?, object))
    })
}

/// Who goes from one to the next in the head of a loop, and waits to send to one who is not free.
pub(super) fn cycled(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::NotConcurrent {
        return Vec::new();
    }
    let found = waiting(failure, Operation::Send).filter_map(|(thread, place, _)| {
        let head = names.look(&place.file, |file| heads::head(file, place))??;
        let lines = (head.spot.line, head.spot.line);
        let all = names.look(&place.file, |file| methods(file, lines))?;
        let cycle = all.iter().find(|it| it.name == "cycle")?;
        let who = names.thread(thread);
        let line = place.line;
        let text = format!("`cycle` goes on in turns, whoever is free: {who} waits in line {line} for the one whose turn it is");
        Some(Clue::cause(cycle.spot.within(&place.file), text))
    });
    found.take(1).collect()
}

/// Who waits to send on a channel that a variable picks, while another of these is waited for in vain.
pub(super) fn picked(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !matches!(failure.code, Code::NotConcurrent | Code::Deadlock) {
        return Vec::new();
    }
    let created = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        object.created.as_ref()
    };
    let found = waiting(failure, Operation::Send).filter_map(|(thread, place, object)| {
        let (spot, name) = names.look(&place.file, |file| picked::picked(file, place))??;
        let mut idle = waiting(failure, Operation::Receive);
        let (idle, _, other) = idle.find(|(_, _, id)| *id != object && created(*id) == created(object))?;
        let (who, idle) = (names.thread(thread), names.thread(idle));
        let one = names.end(object, Operation::Send, failure);
        let other = names.end(other, Operation::Receive, failure);
        let text = format!("`{name}` picks {one}, where {who} has to wait, and {idle} waits for something in {other} meanwhile");
        Some(Clue::cause(spot.within(&place.file), text))
    });
    found.take(1).collect()
}

/// What to do about it.
pub(super) const WHO_IS_FREE: &str = "let all of them take from one queue: who is free takes the next; where the order counts, put the results back by their numbers";

#[cfg(test)]
mod tests;
