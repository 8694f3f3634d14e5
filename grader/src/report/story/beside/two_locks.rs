//! What happened between two locks of one call, or between two that came to work.

use crate::report::{
    names::two_locks,
    story::{
        Clue, Names, at_the_peak, between, is_about_values, kept_over, leads::told, nth,
        wants_a_panic,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do where something was changed later than it was looked at.
pub(super) const LATER: &str =
    "look and change under one lock: what was seen under another is outdated";

/// What to do about a removal of what others work with.
pub(super) const REMOVED: &str =
    "remove only what you have put in yourself, or what nobody works with any more";

/// Where a field is changed under a new lock that was looked at under the one before, and another had the lock in between,
/// where that is not told already: a lock that was had again after a wait is none of its own.
pub(super) fn later(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = is_about_values(failure.code) || failure.code == Code::LimitExceeded;
    let is_told = between(failure, names).is_some() || !kept_over(failure, names).is_empty();
    if !is_about || wants_a_panic(failure) || is_told {
        return Vec::new();
    }
    let has = |it: &&Step| it.operation == Operation::Lock && it.occurrence == Occurrence::Done;
    let mut locks = told(failure).filter(has);
    locks
        .find_map(|again| looked_before(failure, names, again))
        .unwrap_or_default()
}

/// The same, of one lock.
fn looked_before(failure: &Failure, names: &Names, again: &Step) -> Option<Vec<Clue>> {
    let own = || told(failure).filter(|it| it.thread == again.thread && it.number < again.number);
    let given_back =
        own().rfind(|it| it.operation == Operation::Unlock && it.object == again.object)?;
    let first = own().rfind(|it| {
        it.operation == Operation::Lock
            && it.occurrence == Occurrence::Done
            && it.object == again.object
    })?;
    let (look, change) = (first.place.as_ref()?, again.place.as_ref()?);
    if look == change || !names.are_in_one_function(look, change) {
        return None;
    }
    // Who waited with the same lock had it again when the wait was over.
    let lock_of = |step: &Step| match step.operation {
        Operation::Lock => step.object,
        Operation::Wait => {
            let mut before =
                told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
            before
                .rfind(|it| it.operation == Operation::Lock)
                .and_then(|it| it.object)
        }
        _ => None,
    };
    let other = told(failure).find(|it| {
        it.thread != again.thread
            && (given_back.number..again.number).contains(&it.number)
            && it.occurrence != Occurrence::Blocked
            && lock_of(it) == again.object
    })?;
    let find = |file: &syn::File| two_locks::changed_later(file, look, change);
    let found = names.look(&look.file, find).flatten()?;
    let (who, other) = (names.thread(again.thread), names.thread(other.thread));
    let what = names.object(again.object?, failure);
    let (field, looked, changed) = (found.field, found.looked, found.changed);
    let back = given_back.place.as_ref()?;
    let text = format!(
        "{who} changes `{field}` under this lock (line {changed}), and looked at it under the one before (line {looked}): \
         {other} had {what} between the two"
    );
    let back_text = format!(
        "{who} gives {what} back here, after it looked at `{field}`, and before it changes that"
    );
    Some(vec![
        Clue::cause(change.clone(), text),
        Clue::beside(back.clone(), back_text),
    ])
}

/// Where a thread removed something from what those lock who come to work, after one of those at the peak had come, and
/// before the last of them did.
pub(super) fn removed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (_, inside) = at_the_peak(failure)?;
        let last = inside.last()?;
        let first = inside.iter().rfind(|it| it.thread != last.thread)?;
        let came = |step: &Step| {
            let mut own =
                told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
            own.rfind(|it| it.operation == Operation::Lock && it.occurrence == Occurrence::Done)
        };
        let (one, other) = (came(first)?, came(last)?);
        if (&one.place, one.object) != (&other.place, other.object) {
            return None;
        }
        let mut between = told(failure).filter(|it| {
            it.number > first.number
                && it.number < other.number
                && it.thread != first.thread
                && it.operation == Operation::Lock
                && it.occurrence == Occurrence::Done
                && it.object == one.object
        });
        between.find_map(|step| {
            let place = step.place.as_ref()?;
            let find = |file: &syn::File| two_locks::removed(file, place);
            let spot = names.look(&place.file, find).flatten()?;
            let (who, what) = (
                names.thread(step.thread),
                names.object(step.object?, failure),
            );
            let (one, other) = (names.thread(first.thread), names.thread(last.thread));
            let line = first.place.as_ref()?.line;
            let number = nth(step);
            let text = format!(
                "{who} removes something from {what} here, after step {number}, while {one} is at work (since line \
                 {line}); {other} looks into {what} only after that"
            );
            Some(Clue::cause(spot.within(&place.file), text))
        })
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{later, removed};
    use crate::{
        report::story::{Clue, Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, Place};

    /// The lines of what this rule finds; all steps stand in column 3.
    fn lines(failure: &Failure, text: &str, rule: fn(&Failure, &Names) -> Vec<Clue>) -> Vec<u32> {
        let mut failure = failure.clone();
        for it in &mut failure.steps {
            it.place = it.place.take().map(|it| Place { column: 3, ..it });
        }
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = rule(&failure, &names);
        clues.iter().map(|it| it.place.line).collect()
    }

    const DONE: Occurrence = Occurrence::Done;

    #[test]
    fn a_change_is_late_if_another_had_the_lock_since_the_look() {
        let text = "fn f() {\n let mut s =\n  m.lock();\n while s.free < n {\n  s = c.wait(s);\n }\n  drop(s);\n \
                    let mut s =\n  m.lock();\n s.free -= n;\n}\n";
        let mut failure = bare(Code::WrongValue, String::new());
        failure.steps = vec![
            step(1, (1, 3), Operation::Lock, 7, DONE),
            step(2, (2, 3), Operation::Lock, 7, Occurrence::Blocked),
            step(3, (1, 5), Operation::Wait, 8, DONE),
            step(4, (1, 7), Operation::Unlock, 7, DONE),
            step(5, (2, 3), Operation::Lock, 7, DONE),
            step(6, (1, 9), Operation::Lock, 7, Occurrence::Blocked),
            step(7, (1, 9), Operation::Lock, 7, DONE),
        ];
        assert_eq!(lines(&failure, text, later), [9, 7]);
        failure.steps.swap(3, 4);
        failure.steps[3].number = 4;
        failure.steps[4].number = 5;
        assert!(lines(&failure, text, later).is_empty());
    }

    #[test]
    fn who_removes_while_another_works_lets_the_next_come_in() {
        let text = "fn f() {\n  all.lock().entry(key);\n  work();\n let mut all =\n  m.lock();\n all.remove(&key);\n}\n";
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.steps = vec![
            step(1, (1, 2), Operation::Lock, 7, DONE),
            step(2, (1, 3), Operation::Enter, 8, DONE),
            step(3, (3, 5), Operation::Lock, 7, DONE),
            step(4, (2, 2), Operation::Lock, 7, DONE),
            step(5, (2, 3), Operation::Enter, 8, DONE),
        ];
        assert_eq!(lines(&failure, text, removed), [6]);
        failure.steps.swap(2, 3);
        failure.steps[2].number = 3;
        failure.steps[3].number = 4;
        assert!(lines(&failure, text, removed).is_empty());
    }
}
