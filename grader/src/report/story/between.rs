//! What happened between two locks of one thread: the read that was outdated when it was written back.

use super::{Names, show};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// A thread locked something twice, and another locked it in between.
pub(in super::super) struct Between<'f> {
    /// The first lock.
    first: &'f Step,
    /// The other thread's.
    other: &'f Step,
    /// The second lock, by the thread of the first.
    pub(in super::super) again: &'f Step,
}

/// The last such place of a trace whose values are wrong; the check itself does not count.
pub(in super::super) fn between(failure: &Failure) -> Option<Between<'_>> {
    let about_a_panic = failure.message.contains("must panic");
    if failure.code != Code::WrongValue || about_a_panic || super::origin(failure).is_some() {
        return None;
    }
    let locks: Vec<&Step> = failure
        .steps
        .iter()
        .filter(|step| {
            step.operation == Operation::Lock
                && step.occurrence == Occurrence::Done
                && step.thread != 0
                && step.place.is_some()
        })
        .collect();
    for (index, again) in locks.iter().enumerate().rev() {
        let same = |step: &&&Step| step.object == again.object;
        let mut before = locks[..index].iter().rev().filter(same);
        let other = before.next().filter(|other| other.thread != again.thread);
        // Two rounds of one loop are no look and no later write.
        let first = before.find(|first| first.thread == again.thread);
        let first = first.filter(|first| first.place != again.place);
        if let (Some(other), Some(first)) = (other, first) {
            return Some(Between {
                first,
                other,
                again,
            });
        }
    }
    None
}

/// "`a` locked `m` at src/lib.rs:3 and again at src/lib.rs:5; `b` locked it in between, at …"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let Between {
        first,
        other,
        again,
    } = between(failure)?;
    let place = |step: &Step| step.place.as_ref().map(show).unwrap_or_default();
    let object = names.object(again.object?, failure);
    let (one, two) = (names.thread(again.thread), names.thread(other.thread));
    let (first, again, other) = (place(first), place(again), place(other));
    Some(format!(
        "{one} locked {object} at {first}, let it go, and locked it again at {again}; in between \
         {two} locked it at {other}: what was read before is outdated"
    ))
}

/// Where the second lock stands.
pub(in super::super) fn place<'f>(between: &Between<'f>) -> Option<&'f Place> {
    between.again.place.as_ref()
}
