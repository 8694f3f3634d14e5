//! What the check gave to be called, called at two places, one after the other, though nothing was taken in between.

use crate::report::story::{Clue, Names, entries, leads::told};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The second place, where something was counted more often than it should: who called there had called at another place
/// of the same function right before, and had received nothing since, nor taken a lock.
pub(super) fn called_again(failure: &Failure, names: &Names) -> Vec<Clue> {
    let twice = entries::entry(failure).filter(|_| failure.code == Code::DuplicatedItem);
    let twice = twice.map(|(_, step)| step);
    if !is_too_many(failure) && twice.is_none() {
        return Vec::new();
    }
    let found = || {
        // What made an entry that is there already began right before it.
        let is_it = |it: &&Step| twice.is_none_or(|twice| begins(failure, it, twice));
        let again = told(failure).filter(|it| it.operation == Operation::Enter && is_it(it));
        let mut pairs = again.filter_map(|again| Some((before(failure, again, names)?, again)));
        let (first, again) = pairs.next()?;
        let (line, place) = (first.place.as_ref()?.line, again.place.clone()?);
        let who = names.thread(again.thread);
        let after = if line == place.line {
            "the call before it in this line".to_owned()
        } else {
            format!("the one in line {line}")
        };
        let text = format!(
            "{who} calls this once more here, after {after}, and has taken nothing new in between"
        );
        Some(Clue::cause(place, text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str =
    "look at what happens after the first call: what is done, or has failed, is not done again";

/// The work that begins with this step made the entry.
fn begins(failure: &Failure, step: &Step, entry: &Step) -> bool {
    let mut own = told(failure).filter(|it| it.thread == entry.thread && it.number < entry.number);
    let last = own.rfind(|it| it.operation == Operation::Enter);
    last.is_some_and(|it| it.number == step.number && it.place == entry.place)
}

/// More were counted than should have been.
fn is_too_many(failure: &Failure) -> bool {
    let number = |name: &str| -> Option<u64> {
        let mut figures = failure.figures.iter();
        figures.find(|it| it.name == name)?.value.parse().ok()
    };
    let counts = number("got").zip(number("expected"));
    failure.code == Code::WrongValue
        && failure.elided == 0
        && counts.is_some_and(|(got, expected)| got > expected)
}

/// The call right before, at another place of the same function.
fn before<'f>(failure: &'f Failure, again: &Step, names: &Names) -> Option<&'f Step> {
    let mut own = told(failure).filter(|it| it.thread == again.thread && it.number < again.number);
    let takes = [Operation::Receive, Operation::Lock, Operation::Wait];
    let last = own.rfind(|it| {
        it.operation == Operation::Enter
            || takes.contains(&it.operation) && it.occurrence == Occurrence::Done
    })?;
    let (one, other) = (last.place.as_ref()?, again.place.as_ref()?);
    let is_it = last.operation == Operation::Enter
        && (one.line, one.column) < (other.line, other.column)
        && names.are_in_one_function(one, other);
    is_it.then_some(last)
}

#[cfg(test)]
mod tests {
    use super::called_again;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use wire::{Code, Figure, Occurrence, Operation};

    #[test]
    fn a_second_call_without_anything_new_is_told() {
        let mut failure = bare(Code::WrongValue, String::new());
        let figure = |name: &str, value: &str| Figure {
            name: name.to_owned(),
            value: value.to_owned(),
            difference: None,
        };
        failure.figures = vec![figure("expected", "1"), figure("got", "2")];
        failure.steps = vec![
            step(1, (1, 4), Operation::Receive, 7, Occurrence::Done),
            step(2, (1, 5), Operation::Enter, 8, Occurrence::Done),
            step(3, (1, 5), Operation::Leave, 8, Occurrence::Done),
            step(4, (1, 6), Operation::Enter, 8, Occurrence::Done),
        ];
        let lines = |failure: &wire::Failure| -> Vec<u32> {
            let clues = called_again(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [6]);
        failure.steps[2].operation = Operation::Receive;
        assert!(lines(&failure).is_empty(), "it had taken the next");
        failure.steps[2].operation = Operation::Leave;
        failure.figures[1].value = "1".to_owned();
        assert!(lines(&failure).is_empty(), "it was not too often");
        failure.code = Code::DuplicatedItem;
        failure.figures = vec![received("[1]", 1)];
        assert!(lines(&failure).is_empty(), "no entry was made twice");
        failure.steps.push(wire::Step {
            note: Some("entry 1".to_owned()),
            ..step(5, (1, 6), Operation::Call, 9, Occurrence::Done)
        });
        assert_eq!(lines(&failure), [6]);
    }
}
