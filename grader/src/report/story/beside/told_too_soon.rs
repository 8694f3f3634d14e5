//! Who notifies before the change, and not after it.

use crate::report::{
    names::under_lock,
    story::{Clue, Names, is_stuck, leads::told, longest, nth, waited_for},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where a thread took the lock of those who wait only after it had notified them, changed something, and let it go
/// without another notification, while they waited.
pub(in super::super::super) fn told_too_soon(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.elided > 0 {
        return Vec::new();
    }
    let condvar = match failure.code {
        Code::TooLate => longest(failure, names)
            .filter(|it| it.step.operation == Operation::Wait)
            .and_then(|it| it.step.object),
        code if is_stuck(code) => waited_for(failure)
            .into_iter()
            .find(|it| too_soon(failure, *it, names).is_some()),
        _ => None,
    };
    let clues = condvar.and_then(|it| too_soon(failure, it, names));
    let mut clues = clues.unwrap_or_default();
    // Of who waits for ever it is told anyway where that was notified last.
    if failure.code != Code::TooLate {
        clues.truncate(1);
    }
    clues
}

/// Where the lock is taken, and where the notification was before that.
fn too_soon(failure: &Failure, condvar: u32, names: &Names) -> Option<Vec<Clue>> {
    let is_wait = |it: &&Step| {
        it.operation == Operation::Wait
            && it.occurrence == Occurrence::Blocked
            && it.object == Some(condvar)
    };
    let notifies = |it: &Step| {
        matches!(it.operation, Operation::NotifyOne | Operation::NotifyAll)
            && it.object == Some(condvar)
    };
    let wait = told(failure).rfind(is_wait)?;
    let locks = |it: &&Step| it.operation == Operation::Lock;
    let mut before = told(failure).filter(|it| it.thread == wait.thread);
    let mutex = before
        .rfind(|it| it.number < wait.number && locks(it))?
        .object?;
    let found = told(failure)
        .rev()
        .filter(|it| notifies(it) && it.thread != wait.thread)
        .find_map(|notice| {
            // What was changed before it is what it tells of.
            let changed = |it: &Step| {
                let places = it.place.as_ref().zip(notice.place.as_ref());
                it.thread == notice.thread
                    && it.number < notice.number
                    && it.operation == Operation::Unlock
                    && it.object == Some(mutex)
                    && places.is_some_and(|(it, at)| {
                        it.line < at.line && names.are_in_one_function(it, at)
                    })
            };
            if told(failure)
                .rfind(|it| it.thread == notice.thread && it.number < notice.number)
                .is_some_and(changed)
            {
                return None;
            }
            let mut own =
                told(failure).filter(|it| it.thread == notice.thread && it.number > notice.number);
            let lock = own
                .next()
                .filter(|it| locks(it) && it.object == Some(mutex))?;
            // What comes up to the next lock belongs to this change.
            let mut own = own.skip_while(|it| locks(it)).take_while(|it| !locks(it));
            let lets_go = own.find(|it| {
                notifies(it) || it.operation == Operation::Unlock && it.object == lock.object
            })?;
            let is_silent = !notifies(lets_go) && !own.any(notifies);
            (is_silent && lets_go.number > wait.number).then_some((notice, lock))
        });
    let (notice, lock) = found?;
    let (told_at, place) = (notice.place.as_ref()?, lock.place.as_ref()?);
    let function = names.around(place)?;
    let end = Place {
        file: place.file.clone(),
        line: function.last + 1,
        column: 1,
    };
    let reads = |file: &syn::File| under_lock::only_looks(file, place, &end);
    let changes = names.look(&place.file, reads) == Some(false);
    let (who, what) = (names.thread(lock.thread), names.object(mutex, failure));
    let condvar = names.object(condvar, failure);
    let line = told_at.line;
    let text = format!(
        "{who} locks {what} only after it notified {condvar} (line {line}), and lets it go without another notification"
    );
    let number = nth(notice);
    let before = format!("{condvar} is notified here, in step {number}, before the change");
    (changes && names.are_in_one_function(told_at, place)).then(|| {
        vec![
            Clue::cause(place.clone(), text),
            Clue::beside(told_at.clone(), before),
        ]
    })
}
