//! Who had the lock before the thread that made a wrong entry, and made its own entry only after that.

use super::{
    Names,
    leads::{Lead, told},
    nth,
};
use wire::{Failure, Occurrence, Operation, Step};

/// The first entry after the wrong one of the thread that had had the lock last before that of the wrong one had it, if
/// it has not taken the lock again before: what it does under the lock comes too soon, then, or the other did not wait
/// for it.
pub(super) fn later<'f>(
    failure: &'f Failure,
    names: &Names,
    (looked, wrong): (&Step, &Step),
) -> Option<Lead<'f>> {
    let lock = match looked.operation {
        Operation::Lock => looked.object?,
        Operation::Wait => {
            let mut own =
                told(failure).filter(|it| it.thread == looked.thread && it.number < looked.number);
            own.rfind(|it| it.operation == Operation::Lock)?.object?
        }
        _ => return None,
    };
    let has_it = |step: &&Step| {
        step.object == Some(lock)
            && step.operation == Operation::Unlock
            && step.thread != looked.thread
            && step.number < looked.number
    };
    let had = failure.steps.iter().rfind(has_it)?;
    let mut after = told(failure).filter(|it| it.thread == had.thread && it.number > had.number);
    let takes = [Operation::Lock, Operation::Wait];
    let entry = after.find(|it| {
        takes.contains(&it.operation) || is_entry(it, wrong) && it.number > wrong.number
    })?;
    if !is_entry(entry, wrong) {
        return None;
    }
    let who = names.thread(had.thread);
    let lock = names.object(lock, failure);
    let (entry_number, step) = (entry.note.as_deref()?, nth(entry));
    let text = format!(
        "{who} had let go of {lock} before, and makes {entry_number} here only after that, in step {step}"
    );
    (entry.occurrence == Occurrence::Done).then_some(Lead {
        step: entry,
        text,
        primary: false,
    })
}

/// The step makes an entry in the same list as another.
pub(super) fn is_entry(step: &Step, other: &Step) -> bool {
    let note = step.note.as_deref().unwrap_or_default();
    step.operation == Operation::Call && step.object == other.object && note.starts_with("entry ")
}

/// The entries that others made in the same list after one.
pub(super) fn later_of_others<'f>(
    failure: &'f Failure,
    one: &'f Step,
) -> impl Iterator<Item = &'f Step> {
    failure
        .steps
        .iter()
        .filter(move |it| is_entry(it, one) && it.number > one.number && it.thread != one.thread)
}
