//! Values that wait for others, before any of them is sent.

use crate::report::{
    names::batches::{self, Batch},
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "send each value as soon as it is made: let a channel hold what may be made ahead";

/// Where what calls gave is collected, if a thread called several times in a row there and sends what it got only then.
pub(super) fn batched(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (first, times) = in_a_row(failure)?;
        let place = first.place.as_ref()?;
        let find = |file: &syn::File| batches::batch(file, place);
        let Batch { spot, name, sent } = names.look(&place.file, find).flatten()?;
        let called = names.called(place);
        let who = names.thread(first.thread);
        let text = format!(
            "what `{called}` gives is collected in `{name}` here, and sent only in line {sent}: {who} called it {times} \
             times in a row"
        );
        let is_named = !called.is_empty();
        is_named.then(|| Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The first of the most calls in a row that a thread made in one place, and how many they were.
fn in_a_row(failure: &Failure) -> Option<(&Step, usize)> {
    let is_about = match failure.code {
        Code::NotConcurrent | Code::TooLate => true,
        // What was collected is lost with the thread that collected it.
        Code::LostItem => told(failure).any(|it| it.operation == Operation::Panic),
        _ => false,
    };
    let calls = told(failure).filter(|it| is_about && it.operation == Operation::Call);
    let rows = calls.filter_map(|first| {
        let own = told(failure).filter(|it| {
            it.thread == first.thread
                && it.number >= first.number
                && it.occurrence != Occurrence::Blocked
                && it.operation != Operation::Sleep
        });
        let alike = |it: &&Step| it.operation == Operation::Call && it.place == first.place;
        let times = own.take_while(alike).count();
        (times > 1).then_some((first, times))
    });
    rows.min_by_key(|(first, times)| (usize::MAX - times, first.number))
}

#[cfg(test)]
mod tests {
    use super::batched;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, Place};

    #[test]
    fn what_is_called_for_several_times_before_a_send_is_collected() {
        let text = "fn f() {\n while n {\n  all.push(next());\n }\n for it in all {\n  s.send(it);\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = batched(failure, &names);
            clues.iter().map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::NotConcurrent, String::new());
        let done = Occurrence::Done;
        failure.steps = vec![
            step(1, (1, 3), Operation::Call, 7, done),
            step(2, (1, 6), Operation::Send, 8, done),
            step(3, (1, 3), Operation::Call, 7, done),
        ];
        for it in [0, 2] {
            failure.steps[it].place = Some(Place {
                column: 12,
                ..place(3)
            });
        }
        assert!(lines(&failure).is_empty());
        failure.steps.remove(1);
        assert_eq!(lines(&failure), [3]);
        failure.code = Code::LostItem;
        assert!(lines(&failure).is_empty());
    }
}
