//! Items that are dealt out in parts, before any of them is begun.

use crate::report::{
    names::cut_up,
    story::{Clue, Names},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "let each thread take the next item when it is done with one: what was dealt out before waits for the one who \
                                 got it";

/// Where the items are cut into parts, if a later part was begun before an earlier was done, and should not have been, or
/// if one thread had items left when another had ended.
pub(super) fn cut_up(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (place, [one, other]) = match failure.code {
            Code::WrongOrder if failure.message.contains(" was started at ") => {
                pair(failure, began_before)?
            }
            Code::NotConcurrent | Code::TooLate => pair(failure, has_left)?,
            _ => return None,
        };
        let find = |file: &syn::File| cut_up::cut_up(file, place);
        let spot = names.look(&place.file, find).flatten()?;
        let (one, other) = (names.thread(one), names.thread(other));
        let text = if failure.code == Code::WrongOrder {
            format!("{other} begins with its own before {one} is done")
        } else {
            format!("{one} had items left when {other} had ended")
        };
        let text = format!("the items are cut into parts here, one for each thread: {text}");
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// Two threads that were started at one place, of which this is so.
fn pair(
    failure: &Failure,
    is_so: impl Fn(&Failure, u32, u32) -> bool,
) -> Option<(&Place, [u32; 2])> {
    if failure.elided > 0 {
        return None;
    }
    failure.threads.iter().find_map(|one| {
        let place = one.spawned.as_ref()?;
        let mut others = failure.threads.iter();
        let other = others.find(|it| {
            it.id != one.id && it.spawned == one.spawned && is_so(failure, one.id, it.id)
        })?;
        Some((place, [one.id, other.id]))
    })
}

/// It turns to something: it calls, sleeps or begins some work.
fn turns(failure: &Failure, thread: u32) -> impl Iterator<Item = &Step> {
    let own = failure.steps.iter().filter(move |it| it.thread == thread);
    own.filter(|it| match it.operation {
        Operation::Call | Operation::Enter => true,
        Operation::Sleep => it.occurrence == Occurrence::Blocked,
        _ => false,
    })
}

/// The one that was started later called before the last call of the other.
fn began_before(failure: &Failure, one: u32, other: u32) -> bool {
    let calls = |thread| turns(failure, thread).filter(|it| it.operation == Operation::Call);
    let first = calls(other).next().map(|it| it.number);
    let last = calls(one).last().map(|it| it.number);
    one < other && first.is_some() && first < last
}

/// The one turns to something after the other has ended, and was started before that.
fn has_left(failure: &Failure, one: u32, other: u32) -> bool {
    let mut ends = failure.steps.iter();
    let end = ends.find(|it| it.thread == other && it.operation == Operation::Finish);
    let Some(end) = end else {
        return false;
    };
    let began = turns(failure, one).any(|it| it.number < end.number);
    began && turns(failure, one).any(|it| it.at > end.at)
}

#[cfg(test)]
mod tests {
    use super::cut_up;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, Place};

    fn lines(failure: &Failure) -> Vec<u32> {
        let text = "fn f() {\n items\n  .chunks(n)\n  .map(|part| s.spawn(|| part.len()));\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = cut_up(failure, &names);
        clues.iter().map(|it| it.place.line).collect()
    }

    fn failure(code: Code) -> Failure {
        let mut failure = bare(code, "item 2 was started at 0ns, before item 1".to_owned());
        failure.threads = [1, 2].map(thread).into();
        for it in &mut failure.threads {
            it.spawned = Some(Place {
                column: 17,
                ..place(4)
            });
        }
        let done = Occurrence::Done;
        failure.steps = vec![
            step(1, (1, 4), Operation::Call, 9, done),
            step(2, (2, 4), Operation::Call, 9, done),
            step(3, (2, 4), Operation::Finish, 9, done),
            step(4, (1, 4), Operation::Call, 9, done),
        ];
        failure
    }

    #[test]
    fn parts_are_told_if_a_later_one_began_before_an_earlier_was_done() {
        let mut failure = failure(Code::WrongOrder);
        assert_eq!(lines(&failure), [3]);
        failure.steps.pop();
        assert!(lines(&failure).is_empty());
    }

    #[test]
    fn parts_are_told_if_one_had_items_left() {
        let mut failure = failure(Code::NotConcurrent);
        assert_eq!(lines(&failure), [3]);
        let last = failure.steps.pop();
        assert!(lines(&failure).is_empty());
        failure.steps.extend(last);
        failure.steps.remove(2);
        assert!(lines(&failure).is_empty());
    }
}
