//! Who had something before it was looked at.

use super::{Lead, told};
use crate::report::story::{
    Names,
    had_again::{HAD, had_again},
    is_about_values,
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Who had something last before a look at it, in another function: who only looks shows a fault, and does
/// not make it. If that was to give something back, who had it before that as well.
pub(in super::super::super) fn last_changes<'f>(
    failure: &'f Failure,
    looked: &Place,
    names: &Names,
) -> Vec<Lead<'f>> {
    if !is_about_values(failure.code) && failure.code != Code::LimitExceeded {
        return Vec::new();
    }
    let look = told(failure).rfind(|step| step.place.as_ref() == Some(looked));
    let Some((look, object)) = look.and_then(|look| Some((look, guarded(failure, look)?))) else {
        return Vec::new();
    };
    let changes = |step: &&Step| {
        let elsewhere = step.place.as_ref();
        let elsewhere = elsewhere.is_some_and(|it| !names.are_in_one_function(it, looked));
        let changes = [Operation::Lock, Operation::Store, Operation::Update];
        step.object == Some(object)
            && changes.contains(&step.operation)
            && step.occurrence == Occurrence::Done
            && step.number < look.number
            && elsewhere
    };
    let mut changes = told(failure).filter(changes);
    let last = changes.next_back();
    // Who tells others had it all along.
    let tells = [Operation::NotifyOne, Operation::NotifyAll].contains(&look.operation);
    let is_its = |it: &Step| tells && it.thread == look.thread;
    if last.is_some_and(|it| is_its(it) || had_again(failure, (it, look), object, names)) {
        return Vec::new();
    }
    // Whoever had it in between, in the function of the look or in a wait, had it later.
    let between = |from: &Step| {
        failure.steps.iter().any(|step| {
            (from.number + 1..look.number).contains(&step.number)
                && HAD.contains(&step.operation)
                && (step.object == Some(object) || step.operation == Operation::Wait)
        })
    };
    let when = match last {
        Some(last) if failure.elided == 0 && !between(last) => "the last time before",
        Some(_) | None => "before",
    };
    let gives_back = last.is_some_and(|step| names.is_in_drop(step));
    let other = gives_back.then(|| changes.rfind(|step| !names.is_in_drop(step)));
    let line = looked.line;
    // Whose look it was, if it was not the same thread's.
    let looks = |step: &Step| {
        if step.thread == look.thread {
            format!("line {line}")
        } else {
            let came = match look.operation {
                Operation::Wait => "was woken in",
                _ => "came to",
            };
            format!("{} {came} line {line}", names.thread(look.thread))
        }
    };
    let lead = |step: &'f Step, when: &str| {
        let (who, what) = (names.thread(step.thread), names.object(object, failure));
        let took = match step.operation {
            Operation::Lock => "took",
            _ => "changed",
        };
        Lead {
            step,
            text: format!("{who} {took} {what} here, {when} {}", looks(step)),
            primary: false,
        }
    };
    let last = last.map(|step| lead(step, when));
    let other = other.flatten().map(|step| lead(step, "before"));
    last.into_iter().chain(other).collect()
}

/// What a step looks at: of a notification, or the wait through which one too many came in, the lock with it.
fn guarded(failure: &Failure, look: &Step) -> Option<u32> {
    let tells = [Operation::NotifyOne, Operation::NotifyAll].contains(&look.operation);
    let waits = look.operation == Operation::Wait && failure.code == Code::LimitExceeded;
    if !tells && !waits {
        return look.object;
    }
    let mut own = told(failure).filter(|it| it.thread == look.thread && it.number < look.number);
    own.rfind(|it| it.operation == Operation::Lock)?.object
}

#[cfg(test)]
mod tests {
    use super::last_changes;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    /// Lines and texts, for a look of thread 1 in line 5, after what thread 2 did in line 2.
    fn changes(failure: &Failure) -> Vec<(u32, String)> {
        let text = "fn set() {\nlock();\n}\nfn get() {\nlock();\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let leads = last_changes(failure, &place(5), &names).into_iter();
        let line = |step: &wire::Step| step.place.as_ref().map_or(0, |it| it.line);
        leads.map(|it| (line(it.step), it.text)).collect()
    }

    #[test]
    fn who_changed_it_in_another_function_is_told() {
        let mut failure: Failure = bare(Code::WrongValue, String::new());
        let lock = |number, thread, line| {
            step(number, (thread, line), Operation::Lock, 7, Occurrence::Done)
        };
        failure.steps = vec![lock(1, 2, 2), lock(2, 1, 5)];
        let [(line, text)] = &changes(&failure)[..] else {
            panic!("one change");
        };
        assert_eq!(*line, 2);
        assert!(text.contains("here, the last time before"), "{text}");
        // Others had it in between: no longer the last time.
        failure.steps = vec![lock(1, 2, 2), lock(2, 3, 5), lock(3, 1, 5)];
        let told = changes(&failure);
        assert!(
            told.iter().all(|(_, it)| !it.contains("last time")),
            "{told:?}"
        );
        failure.steps = vec![lock(1, 2, 5), lock(2, 1, 5)];
        assert_eq!(changes(&failure), [], "in the function of the look");
        failure.steps = vec![lock(1, 2, 2), lock(2, 1, 5)];
        failure.code = Code::Deadlock;
        assert_eq!(changes(&failure), [], "no value is wrong");
    }
}
