//! Who waits for a turn by sleeping and asking again, and is overtaken.

use crate::report::story::{
    Clue, Names, entries::entry, held, leads::told, nth, overtaken::later_of_others,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The sleep after which the thread of the wrong entry asked again, where one sleeps as well that had asked before it, and
/// makes a later entry.
pub(super) fn slept_in_line(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::WrongOrder || failure.elided > 0 || held(failure).is_some() {
        return Vec::new();
    }
    let found = || {
        let (_, wrong) = entry(failure)?;
        let last = sleeps(failure, wrong.thread, wrong, names).next_back()?;
        let mut late = later_of_others(failure, wrong);
        let late = late.find(|late| {
            let theirs = first(failure, late.thread, last, names);
            let own = first(failure, wrong.thread, last, names);
            theirs.zip(own).is_some_and(|(theirs, own)| theirs < own)
        })?;
        let (who, other) = (names.thread(wrong.thread), names.thread(late.thread));
        let step = nth(last);
        let text = format!(
            "{who} sleeps here, in step {step}, and then asks again, as {other} does, which has waited longer: nobody \
             has a place in a line"
        );
        Some(Clue::cause(last.place.clone()?, text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str = "who sleeps and asks again has no place in a line: give each who comes a number, or a moment of its own";

/// The sleeps of a thread before a step, in the learner's code.
fn sleeps<'f>(
    failure: &'f Failure,
    thread: u32,
    before: &'f Step,
    names: &'f Names,
) -> impl DoubleEndedIterator<Item = &'f Step> {
    told(failure).filter(move |it| {
        it.thread == thread
            && it.number < before.number
            && it.operation == Operation::Sleep
            && it.occurrence == Occurrence::Blocked
            && names.is_own_sleep(it)
    })
}

/// When a thread slept first at the place of a sleep.
fn first(failure: &Failure, thread: u32, sleep: &Step, names: &Names) -> Option<u64> {
    let end = failure.steps.last()?;
    let mut there = sleeps(failure, thread, end, names).filter(|it| it.place == sleep.place);
    there.next().map(|it| it.number)
}

#[cfg(test)]
mod tests {
    use super::slept_in_line;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn who_sleeps_and_asks_again_may_overtake() {
        let mut failure: Failure = bare(Code::WrongOrder, String::new());
        failure.figures = vec![received("[2, 1]", 2)];
        let sleep = |number, thread| {
            step(
                number,
                (thread, 2),
                Operation::Sleep,
                5,
                Occurrence::Blocked,
            )
        };
        failure.steps = vec![
            sleep(1, 1),
            sleep(2, 2),
            step(3, (2, 0), Operation::Call, 9, Occurrence::Done),
            step(4, (1, 0), Operation::Call, 9, Occurrence::Done),
        ];
        failure.steps[2].note = Some("entry 1".to_owned());
        failure.steps[3].note = Some("entry 2".to_owned());
        let text = "fn f() {\nsleep(d);\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let lines = |failure: &Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = slept_in_line(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [2]);
        failure.steps[0].thread = 2;
        failure.steps[1].thread = 1;
        assert!(lines(&failure).is_empty(), "it came first");
    }
}
