//! Who was notified, and overhauled by one who came only after that.

use super::{
    Names,
    leads::{Lead, told},
    nth,
    overtaken::is_entry,
};
use wire::{Failure, Occurrence, Operation, Step};

/// The notification of a thread that made its entry after one who took the lock only then: that one made the wrong
/// entry, or the one before it.
pub(super) fn overhauled<'f>(
    failure: &'f Failure,
    names: &Names,
    wrong: &'f Step,
) -> Option<Lead<'f>> {
    let mut before = entries(failure, wrong).filter(|it| it.number < wrong.number);
    let previous = before.next_back();
    [Some(wrong), previous]
        .into_iter()
        .flatten()
        .find_map(|early| told_before(failure, names, early))
}

/// The entries of a list.
fn entries<'f>(failure: &'f Failure, one: &'f Step) -> impl DoubleEndedIterator<Item = &'f Step> {
    told(failure).filter(move |it| is_entry(it, one))
}

/// Who was notified before the thread of an entry took the lock, and had not come back from its wait when that made it.
fn told_before<'f>(failure: &'f Failure, names: &Names, early: &'f Step) -> Option<Lead<'f>> {
    let mut own = told(failure).filter(|it| it.thread == early.thread && it.number < early.number);
    let came = own.rfind(|it| it.operation == Operation::Lock)?;
    // Who had waited, too, did not come later.
    let mut since = own_since(failure, early, came);
    if since.any(|it| it.operation == Operation::Wait) {
        return None;
    }
    let mut later =
        entries(failure, early).filter(|it| it.thread != early.thread && it.number > early.number);
    let (late, notice) =
        later.find_map(|late| Some((late, notice(failure, late, early, came)?)))?;
    let (who, late) = (names.thread(early.thread), names.thread(late.thread));
    let (entry, lock) = (early.note.as_deref()?, names.object(came.object?, failure));
    let (told, taken) = (nth(notice), nth(came));
    let text = format!(
        "{late} is notified here, in step {told}; {who} takes {lock} after that, in step {taken}, and makes \
         {entry} before it"
    );
    Some(Lead {
        step: notice,
        text,
        primary: false,
    })
}

/// The notification of who made an entry later: its last step before the early one was to wait, with the lock that the
/// other took only after the notification.
fn notice<'f>(failure: &'f Failure, late: &Step, early: &Step, came: &Step) -> Option<&'f Step> {
    let mut own = failure.steps.iter();
    let wait = own.rfind(|it| it.thread == late.thread && it.number < early.number)?;
    let mut before = told(failure).filter(|it| it.thread == late.thread && it.number < wait.number);
    let lock = before.rfind(|it| it.operation == Operation::Lock)?.object;
    let is_waiting = wait.operation == Operation::Wait
        && wait.occurrence == Occurrence::Blocked
        && lock == came.object;
    let notifies = |it: &&Step| {
        it.operation == Operation::NotifyAll
            && it.object == wait.object
            && (wait.number..came.number).contains(&it.number)
    };
    told(failure).find(notifies).filter(|_| is_waiting)
}

/// What a thread did since a step of its own, up to an entry.
fn own_since<'f>(
    failure: &'f Failure,
    entry: &'f Step,
    since: &'f Step,
) -> impl Iterator<Item = &'f Step> {
    told(failure).filter(move |it| {
        it.thread == entry.thread && (since.number..entry.number).contains(&it.number)
    })
}
