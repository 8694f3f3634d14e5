//! A lock that is let go and taken again, while others had it in between, and ended.

use super::{Names, clue::Clue, leads::told};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// A thread let a lock go and took it again in one function, and others who had it in between did nothing more.
pub(in super::super) struct Apart<'f> {
    /// Where it was let go.
    let_go: &'f Step,
    /// Where it was taken again.
    again: &'f Step,
    /// Who ended.
    ended: Vec<u32>,
}

/// The first such place of a trace in which too few work.
pub(in super::super) fn apart<'f>(failure: &'f Failure, names: &Names) -> Option<Apart<'f>> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return None;
    }
    let locks = told(failure)
        .filter(|it| it.operation == Operation::Lock && it.occurrence == Occurrence::Done);
    locks.clone().find_map(|again| {
        let own = || told(failure).filter(|it| it.thread == again.thread);
        let before = || own().filter(|it| it.number < again.number);
        let first = before().rfind(|it| {
            it.operation == Operation::Lock
                && it.object == again.object
                && it.occurrence == Occurrence::Done
        })?;
        let let_go = before().rfind(|it| {
            it.operation == Operation::Unlock
                && it.object == again.object
                && it.number > first.number
        })?;
        let (from, to) = (first.place.as_ref()?, again.place.as_ref()?);
        // Another round, or another call, is no second half; nor is what comes after work.
        if !names.are_in_one_function(from, to) || (from.line, from.column) >= (to.line, to.column)
        {
            return None;
        }
        let between = |it: &Step| (let_go.number + 1..again.number).contains(&it.number);
        if own().any(between) {
            return None;
        }
        let mut ended: Vec<u32> = Vec::new();
        for thread in failure.threads.iter().filter(|it| it.spawned.is_some()) {
            let its = || failure.steps.iter().filter(|it| it.thread == thread.id);
            let had = |it: &Step| it.operation == Operation::Unlock && it.object == again.object;
            let is_end = |it: &Step| it.operation == Operation::Finish && between(it);
            if thread.id != again.thread
                && its().any(|it| had(it) && between(it))
                && its().any(is_end)
            {
                ended.push(thread.id);
            }
        }
        // Where nothing is left to be done, everybody may end.
        let mut steps = failure.steps.iter();
        let goes_on = steps.any(|it| it.operation == Operation::Enter && it.number > again.number);
        (goes_on && !ended.is_empty()).then_some(Apart {
            let_go,
            again,
            ended,
        })
    })
}

/// Where the lock was let go, and where it was taken again.
pub(in super::super) fn clues(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(apart) = apart(failure, names) else {
        return Vec::new();
    };
    let who = names.thread(apart.again.thread);
    let what = names.object(apart.again.object.unwrap_or_default(), failure);
    let others = match apart.ended[..] {
        [one] => names.thread(one),
        [one, other] => format!("{} and {}", names.thread(one), names.thread(other)),
        _ => format!("{} others", apart.ended.len()),
    };
    let (let_go, again) = (apart.let_go.place.clone(), apart.again.place.clone());
    let let_go = let_go.map(|place| Clue::cause(place, format!("{who} lets {what} go here")));
    let again = again.map(|place| {
        Clue::cause(
            place,
            format!("{what} is locked again here, after {others} had it and ended"),
        )
    });
    let_go.into_iter().chain(again).collect()
}

/// By what a thread decided whose last look was into a channel of the check's: a signal that had not come decides
/// nothing for whoever holds a lock, which it took when it was woken.
pub(super) fn decides<'f>(failure: &'f Failure, last: &'f Step) -> &'f Step {
    let is_checks = failure
        .objects
        .iter()
        .any(|it| Some(it.id) == last.object && it.created.is_none());
    let found_nothing =
        last.operation == Operation::Receive && last.occurrence == Occurrence::Refused;
    if !is_checks || !found_nothing {
        return last;
    }
    let takes = [Operation::Lock, Operation::Wait, Operation::Unlock];
    let mut own = told(failure).filter(|it| it.thread == last.thread && it.number < last.number);
    let before = own.rfind(|it| takes.contains(&it.operation));
    let woken =
        before.filter(|it| it.operation == Operation::Wait && it.occurrence == Occurrence::Done);
    woken.unwrap_or(last)
}
