//! What the function gave back whose answer was wrong.

use super::{Clue, Names, helpers, leads, wants_a_panic};
use crate::report::names::{
    Function,
    answers::{self, Answer},
    only_checked::only_checked,
    only_put,
};
use wire::{Code, Failure, Operation, Place, Step};

/// What is said of it begins with the name of the function, and goes on with this.
pub(in super::super) const GIVES: &str = " gives back ";

/// Where the function that the check called last makes its answer, and what it was given and does not use.
pub(in super::super) fn answer(failure: &Failure, shown: &Place, names: &Names) -> Vec<Clue> {
    let Some((place, function)) = asked(failure, shown, names) else {
        return Vec::new();
    };
    let find = |file: &syn::File| only_checked(file, function.spot());
    let checked = names.look(&place.file, find).unwrap_or_default();
    let checked = checked.into_iter().map(|(spot, name, line)| {
        let text = format!("`{name}` is checked in line {line}, and used for nothing else");
        Clue::beside(spot.within(&place.file), text)
    });
    let made = made(failure, shown, (place, function), names);
    made.into_iter().chain(checked).collect()
}

/// The function that the check called last, and where it was when it looked, if it only looked at something under a lock.
fn asked<'n>(
    failure: &'n Failure,
    shown: &'n Place,
    names: &'n Names,
) -> Option<(&'n Place, &'n Function)> {
    let is_about = match failure.code {
        Code::WrongValue => true,
        // Where nobody waits, it is the answer that was early, or late.
        Code::TooEarly | Code::TooLate => {
            !helpers::waits(failure) && failure.figures.iter().all(|it| it.name != "told")
        }
        _ => false,
    };
    let last = leads::last_of_all(failure).filter(|_| is_about && !wants_a_panic(failure))?;
    let looks = [
        Operation::Lock,
        Operation::Read,
        Operation::NotifyOne,
        Operation::NotifyAll,
    ];
    let is_look = looks.contains(&last.operation) || last.operation == Operation::Unlock;
    let took = leads::told(failure).rfind(|it| it.place.as_ref() == Some(shown))?;
    if !is_look || !looks.contains(&took.operation) || (last.thread, took.thread) != (0, 0) {
        return None;
    }
    let place = took.via.last().unwrap_or(shown);
    let function = names.around(place).filter(|it| it.is_public)?;
    Some((place, function))
}

/// Where it makes its answer.
fn made(
    failure: &Failure,
    shown: &Place,
    (place, function): (&Place, &Function),
    names: &Names,
) -> Option<Clue> {
    let calls = |it: &Step| {
        let called = it
            .place
            .as_ref()
            .filter(|_| it.operation == Operation::Call);
        called.is_some_and(|it| names.are_in_one_function(it, place))
    };
    let in_closure = |file: &syn::File| answers::in_closure(file, shown);
    let is_other = failure.steps.iter().any(calls) || names.look(&shown.file, in_closure)?;
    let find = |file: &syn::File| answers::answer(file, function.spot());
    let (spot, what) = match names.look(&place.file, find)?.filter(|_| !is_other)? {
        Answer::Field(spot, field) => {
            let is_first = leads::last_changes(failure, shown, names).is_empty();
            (
                spot,
                Some(format!("`{field}`, as it is")).filter(|_| is_first)?,
            )
        }
        Answer::Left(spot, what) => (spot, format!("how much this leaves in `{what}`")),
        Answer::Filtered(spot, true) => (spot, "how much this lets through".to_owned()),
        Answer::Filtered(spot, false) => (spot, "what this lets through".to_owned()),
        Answer::All(spot, what) => {
            let is_kept = |file: &syn::File| only_put::is_never_taken(file, &what);
            let never = if names.look(&place.file, is_kept) == Some(true) {
                ", and no line of the source takes anything out of that"
            } else {
                ""
            };
            (
                spot,
                format!("the number of all that is in `{what}`{never}"),
            )
        }
        Answer::Made(spot, fields) => {
            let made_of = match &fields[..] {
                [] => "what is worked out here".to_owned(),
                [rest @ .., last] => {
                    format!(
                        "what it makes of the fields `{}` and `{last}` here",
                        rest.join("`, `")
                    )
                }
            };
            (spot, made_of)
        }
    };
    let text = format!("`{}`{GIVES}{what}", function.name);
    Some(Clue::cause(spot.within(&place.file), text))
}

#[cfg(test)]
mod tests {
    use super::answer;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    /// Line and text, of a function with this body whose lock the check took last.
    fn of(failure: &Failure, body: &str) -> Option<(u32, String)> {
        let text = format!("impl S {{\n pub fn f(&self) -> usize {{\nlock();\n{body}\n }}\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = answer(failure, &place(3), &names).into_iter();
        clues.map(|it| (it.place.line, it.text)).next()
    }

    fn failure(thread: u32) -> Failure {
        let mut failure = bare(Code::WrongValue, String::new());
        let operation = Operation::Lock;
        failure.steps = vec![step(1, (thread, 3), operation, 7, Occurrence::Done)];
        failure
    }

    #[test]
    fn what_the_check_was_told_is_marked_where_it_is_made() {
        let (line, text) = of(&failure(0), "s.free - s.line.len()").unwrap();
        assert_eq!(line, 4);
        assert_eq!(
            text,
            "`f` gives back what it makes of the fields `free` and `line` here"
        );
        let (_, text) = of(&failure(0), "all.retain(|it| it.new);\nall.len()").unwrap();
        assert_eq!(text, "`f` gives back how much this leaves in `all`");
        let (_, text) = of(&failure(0), "all.len()").unwrap();
        assert_eq!(text, "`f` gives back the number of all that is in `all`");
        assert_eq!(of(&failure(2), "all.len()"), None, "it was another thread");
    }

    #[test]
    fn where_somebody_waits_the_answer_is_not_what_is_late() {
        let mut late = failure(0);
        late.code = Code::TooLate;
        assert!(of(&late, "all.len()").is_some());
        let waits = step(2, (1, 4), Operation::Wait, 8, Occurrence::Blocked);
        late.steps.insert(0, waits);
        assert_eq!(of(&late, "all.len()"), None);
    }

    #[test]
    fn what_the_check_counts_is_no_answer() {
        let mut counted = failure(0);
        let call = step(0, (2, 4), Operation::Call, 8, Occurrence::Done);
        counted.steps.insert(0, call);
        assert_eq!(of(&counted, "all.len()"), None);
    }

    #[test]
    fn what_it_was_given_and_does_not_use_is_told() {
        let text = "pub fn f(max: usize) {\nassert!(max > 0);\nlock();\nall()\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let of = |thread| {
            let failure = failure(thread);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = answer(&failure, &place(3), &names).into_iter();
            clues.map(|it| it.place.line).collect::<Vec<u32>>()
        };
        assert_eq!(of(0), [1]);
        assert!(of(2).is_empty());
    }
}
