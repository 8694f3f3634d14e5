//! What the last steps may not show any more: notifications, wake-ups for no reason, panics that were
//! caught.

use super::{Names, leads::told, nth, show, wait_of};
use crate::report::names::under_lock;
use std::collections::BTreeSet;
use wire::{Failure, Occurrence, Operation, Place, State, Step};

/// Panics that are told one by one, at most.
const MOST_PANICS: usize = 2;

/// Note of a step that ended a wait though nobody had asked for it.
const FOR_NO_REASON: &str = "woken for no reason";

/// "`changed` was last notified by `main` at src/lib.rs:9, with `notify_all` in step 12; nobody waited":
/// once for each condition variable that somebody waits on.
pub(super) fn notifications(failure: &Failure, names: &Names) -> Vec<String> {
    let told = |condvar: u32| {
        let name = names.object(condvar, failure);
        let Some(last) = last_notification(failure, condvar) else {
            return (failure.elided == 0).then(|| format!("{name} was never notified"));
        };
        let how = match last.operation {
            Operation::NotifyOne => "`notify_one`",
            _ => "`notify_all`",
        };
        let (who, when) = (by(last, names), nth(last));
        let met = last.note.as_ref().map_or("", |_| "; nobody waited");
        Some(format!(
            "{name} was last notified by {who}, with {how} in step {when}{met}"
        ))
    };
    waited_for(failure).into_iter().filter_map(told).collect()
}

/// The condition variables that somebody waits on.
pub(in super::super) fn waited_for(failure: &Failure) -> BTreeSet<u32> {
    let waits = failure.threads.iter().filter_map(wait_of);
    let waits = waits.filter(|wait| wait.operation == Operation::Wait);
    waits
        .filter_map(|wait| wait.objects.first().copied())
        .collect()
}

/// The last step that notified a condition variable.
pub(in super::super) fn last_notification(failure: &Failure, condvar: u32) -> Option<&Step> {
    let notifies = |step: &&Step| {
        step.object == Some(condvar)
            && matches!(step.operation, Operation::NotifyOne | Operation::NotifyAll)
    };
    failure.steps.iter().rev().find(notifies)
}

/// The last step that ended a wait though nobody had asked for it, and after which the thread did not wait
/// again at once, as a loop on the condition would.
pub(in super::super) fn idle(failure: &Failure) -> Option<&Step> {
    let idle = |step: &&Step| step.note.as_deref() == Some(FOR_NO_REASON);
    let mut steps = failure.steps.iter().rev().filter(idle);
    steps.find(|step| !waits_again(step, failure))
}

/// Whose wait ended in this step waited for the same again before it gave back the lock, as a loop on the condition
/// would have it.
pub(super) fn waits_again(step: &Step, failure: &Failure) -> bool {
    let mut after = failure.steps.iter();
    let ends = [Operation::Unlock, Operation::Wait, Operation::Finish];
    let next = after.find(|it| {
        it.thread == step.thread && it.number > step.number && ends.contains(&it.operation)
    });
    next.is_some_and(|next| next.operation == Operation::Wait && next.object == step.object)
}

/// "`worker` at src/lib.rs:9 was woken for no reason, in step 4: that may happen to any wait"
pub(super) fn for_no_reason(failure: &Failure, names: &Names) -> Option<String> {
    let step = idle(failure)?;
    let (who, when) = (by(step, names), nth(step));
    Some(format!(
        "{who} was woken for no reason, in step {when}: that may happen to any wait"
    ))
}

/// "a panic in `worker` at src/lib.rs:9, in step 4, was caught: boom"
pub(super) fn caught(failure: &Failure, names: &Names) -> Vec<String> {
    let ended = |thread: u32| {
        let thread = failure.threads.iter().find(|it| it.id == thread);
        thread.is_some_and(|it| matches!(it.state, State::Panicked { .. }))
    };
    let panics = failure.steps.iter().filter(|step| {
        step.operation == Operation::Panic && step.place.is_some() && !ended(step.thread)
    });
    // The last ones: earlier calls of the same check may have been right.
    let panics: Vec<&Step> = panics.collect();
    let panics = &panics[panics.len().saturating_sub(MOST_PANICS)..];
    // A call that did not panic at all comes after those that did.
    let is_of_before = failure.message.contains("must panic, and did not");
    let told = panics.iter().map(|step| {
        let is_of_before = is_of_before && super::wanted::reached_the_check(step, names);
        let (who, when) = (by(step, names), nth(step));
        let message = step.note.as_deref().unwrap_or_default();
        let message = super::super::names::message(message, &failure.threads);
        if is_of_before {
            format!(
                "the panic in {who}, in step {when}, was demanded of an earlier call: {message}"
            )
        } else {
            format!("a panic in {who}, in step {when}, was caught: {message}")
        }
    });
    told.collect()
}

/// "`worker` at src/lib.rs:9"
fn by(step: &Step, names: &Names) -> String {
    let place = step
        .place
        .as_ref()
        .map(|place| format!(" at {}", show(place)));
    format!("{}{}", names.thread(step.thread), place.unwrap_or_default())
}

/// Steps in which others took the lock that a waiter had given back, and after which they did not notify the
/// condition variable that it waits on; and which that is. Who only looked the last time, and waited itself, owed nothing
/// for that, but for the time before.
pub(in super::super) fn silent<'f>(failure: &'f Failure, names: &Names) -> Vec<(&'f Step, u32)> {
    let found = any_silent(failure).into_iter();
    let owed = found.filter_map(|(step, condvar)| {
        let step = if only_looked(failure, step, names) {
            before_the_look(failure, step, condvar)?
        } else {
            step
        };
        Some((step, condvar))
    });
    let mut found: Vec<(&Step, u32)> = owed.collect();
    found.dedup_by_key(|(step, condvar)| (step.number, *condvar));
    found
}

/// When the thread had the lock the time before, after somebody had begun to wait, and notified nobody from then on.
fn before_the_look<'f>(failure: &'f Failure, look: &Step, condvar: u32) -> Option<&'f Step> {
    let mut waits = failure.threads.iter().filter_map(wait_of);
    let wait =
        waits.find(|it| it.operation == Operation::Wait && it.objects.first() == Some(&condvar))?;
    let own = || told(failure).filter(|it| it.thread == look.thread);
    // Who came back from another wait meanwhile had it, too.
    let lets_go = own().rfind(|it| {
        it.operation == Operation::Unlock
            && it.object == look.object
            && (wait.since..look.number).contains(&it.number)
    })?;
    let step = own().rfind(|it| {
        it.operation == Operation::Lock
            && it.occurrence == Occurrence::Done
            && it.object == look.object
            && it.number < lets_go.number
    })?;
    let owes = [Operation::NotifyOne, Operation::NotifyAll, Operation::Wait];
    let mut after = own().filter(|it| it.number > step.number);
    (!after.any(|it| it.object == Some(condvar) && owes.contains(&it.operation))).then_some(step)
}

/// The last that the thread did since is to wait, on whatever it may be, and it has only looked until then.
fn only_looked(failure: &Failure, lock: &Step, names: &Names) -> bool {
    let own = |it: &&Step| it.thread == lock.thread && it.number > lock.number;
    let mut since = failure.steps.iter().filter(own);
    let wait = since.next().filter(|it| it.operation == Operation::Wait);
    let Some(wait) = wait.filter(|_| since.next().is_none()) else {
        return false;
    };
    let Some((place, end)) = lock.place.iter().chain(&lock.via).find_map(|place| {
        let mut ends = wait.place.iter().chain(&wait.via);
        let end = ends.find(|end| names.are_in_one_function(place, end))?;
        Some((place, end))
    }) else {
        return false;
    };
    let reads = |file: &syn::File| under_lock::only_looks(file, place, end);
    names.look(&place.file, reads) == Some(true)
}

/// Where a lock was taken by the function that let it go again, which is a call where another gives the guard back; and the
/// one thing that the caller wrote under it on every way.
pub(in super::super) fn held_by_caller<'f>(
    failure: &'f Failure,
    lock: &'f Step,
    names: &Names,
) -> Option<(&'f Place, Option<Place>)> {
    let mut after = told(failure).filter(|it| it.thread == lock.thread && it.number > lock.number);
    let lets_go = after.find(|it| it.operation == Operation::Unlock && it.object == lock.object)?;
    let end = lets_go.place.as_ref()?;
    let mut ways = lock.place.iter().chain(&lock.via);
    let place = ways.find(|it| names.are_in_one_function(it, end))?;
    let write = |file: &syn::File| under_lock::written_under(file, place, end);
    let written = names.look(&place.file, write).unwrap_or_default();
    // Else the lock stands beside it.
    let is_call = lock.place.as_ref() != Some(place);
    let changed = match written[..] {
        [spot] if is_call => Some(spot.within(&place.file)),
        _ => None,
    };
    Some((place, changed))
}

/// The same, whatever they did with the lock.
pub(in super::super) fn any_silent(failure: &Failure) -> Vec<(&Step, u32)> {
    let silent = failure.threads.iter().filter_map(|thread| {
        let wait = wait_of(thread).filter(|wait| wait.operation == Operation::Wait)?;
        let condvar = *wait.objects.first()?;
        let step = silent_since(failure, thread.id, wait.since, condvar)?;
        // Who has it still may do so yet.
        let object = failure.objects.iter().find(|it| Some(it.id) == step.object);
        let has_it = object.is_some_and(|it| it.held_by.contains(&step.thread));
        (!has_it).then_some((step, condvar))
    });
    let mut steps: Vec<(&Step, u32)> = silent.collect();
    steps.sort_by_key(|(step, condvar)| (step.number, *condvar));
    steps.dedup_by_key(|(step, condvar)| (step.number, *condvar));
    steps
}

/// The last step in which another thread took the lock that a waiter had given back when it began to wait on a
/// condition variable, in step `since` as they are told, if that thread notified nobody on it from then on.
pub(in super::super) fn silent_since(
    failure: &Failure,
    waiter: u32,
    since: u64,
    condvar: u32,
) -> Option<&Step> {
    let steps = || failure.steps.iter();
    let locks =
        |step: &&Step| step.operation == Operation::Lock && step.occurrence == Occurrence::Done;
    let mut before = steps().filter(|it| it.thread == waiter && it.number < since);
    let mutex = before.rfind(locks)?.object;
    let mut after = steps().filter(|it| it.thread != waiter && it.number >= since);
    let step = after.rfind(|it| locks(it) && it.object == mutex && it.place.is_some())?;
    let notifies = |it: &Step| {
        it.thread == step.thread
            && it.number > step.number
            && it.object == Some(condvar)
            && matches!(it.operation, Operation::NotifyOne | Operation::NotifyAll)
    };
    // Who waits for the same has looked, and changed nothing.
    let waits = |it: &Step| {
        it.thread == step.thread
            && it.number > step.number
            && it.object == Some(condvar)
            && it.operation == Operation::Wait
    };
    (!steps().any(|it| notifies(it) || waits(it))).then_some(step)
}

/// The last wait on a condition variable that ended by its limit, if somebody had had the lock meanwhile and
/// did not notify it: that step, and what the wait was on.
pub(in super::super) fn silent_before_the_limit(failure: &Failure) -> Option<(&Step, u32)> {
    let ended = failure.steps.iter().rfind(|step| {
        step.operation == Operation::Wait
            && step.occurrence == Occurrence::TimedOut
            && step.place.is_some()
    })?;
    let began = failure.steps.iter().rfind(|step| {
        step.thread == ended.thread
            && step.number < ended.number
            && step.operation == Operation::Wait
            && step.occurrence == Occurrence::Blocked
    })?;
    let condvar = ended.object?;
    let step = silent_since(failure, ended.thread, nth(began), condvar)?;
    (step.number < ended.number).then_some((step, condvar))
}
