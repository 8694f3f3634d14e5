//! What the last steps may not show any more: notifications, wake-ups for no reason, panics that were
//! caught.

use super::{Names, show, wait_of};
use std::collections::BTreeSet;
use wire::{Failure, Operation, State, Step};

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
        let (who, when) = (by(last, names), last.number);
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

/// The last step that ended a wait though nobody had asked for it.
pub(in super::super) fn idle(failure: &Failure) -> Option<&Step> {
    let idle = |step: &&Step| step.note.as_deref() == Some(FOR_NO_REASON);
    failure.steps.iter().rev().find(idle)
}

/// "`worker` at src/lib.rs:9 was woken for no reason, in step 4: that may happen to any wait"
pub(super) fn for_no_reason(failure: &Failure, names: &Names) -> Option<String> {
    let step = idle(failure)?;
    let (who, when) = (by(step, names), step.number);
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
    let told = panics.take(MOST_PANICS).map(|step| {
        let (who, when) = (by(step, names), step.number);
        let message = step.note.as_deref().unwrap_or_default();
        let message = super::super::names::message(message, &failure.threads);
        format!("a panic in {who}, in step {when}, was caught: {message}")
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
