//! What was set under a lock before it was looked at in another function.

use super::{Clue, Names, leads::Lead};
use crate::report::names::{
    answers::{self, Answer},
    sets,
};
use wire::{Failure, Place};

/// The places of what was changed before a look; where only one thing that is looked at was set there, it is that.
pub(in super::super) fn set_before(
    failure: &Failure,
    looked: &Place,
    changes: Vec<Lead<'_>>,
    names: &Names,
) -> Vec<Clue> {
    let clue = |lead: Lead<'_>| {
        let place = lead.step.place.clone()?;
        let found = set(failure, looked, &lead, names);
        Some(found.unwrap_or(Clue {
            place,
            text: lead.text,
            primary: lead.primary,
        }))
    };
    changes.into_iter().filter_map(clue).collect()
}

/// What is said of a lock that was taken before.
const TOOK: &str = " took ";

fn set(failure: &Failure, looked: &Place, lead: &Lead<'_>, names: &Names) -> Option<Clue> {
    let place = lead.step.place.as_ref()?;
    let (who, rest) = lead.text.split_once(TOOK)?;
    let (_, when) = rest.split_once(" here, ")?;
    let setter = names.around(place)?;
    let around = names.around(looked)?;
    let find = |file: &syn::File| sets::set_after(file, setter.spot(), place);
    let set = names.look(&place.file, find)?;
    let answer = |file: &syn::File| answers::answer(file, around.spot());
    let given = match names.look(&looked.file, answer)? {
        Some(Answer::Field(_, name)) => Some(name),
        _ => None,
    };
    let at = |file: &syn::File| sets::looked_at(file, around.spot());
    let looked_at = names.look(&looked.file, at)?;
    let mut about = set.into_iter().filter(|(_, name, _)| match &given {
        Some(given) => name == given,
        None => looked_at.contains(name),
    });
    let (Some((spot, name, value)), None) = (about.next(), about.next()) else {
        return None;
    };
    let spot = spot.within(&place.file);
    let is_last = when.starts_with("the last time") && failure.code == wire::Code::WrongValue;
    if given.is_some() && is_last {
        let line = looked.line;
        let text =
            format!("{who} sets `{name}`{value} here, and line {line} gives back what was set");
        return Some(Clue::cause(spot, text));
    }
    Some(Clue::beside(
        spot,
        format!("{who} sets `{name}`{value} here, {when}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::set_before;
    use crate::{
        report::story::{
            Names, last_changes,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    /// Lines, texts, and whether it is the cause, of what was set by this before it was looked at in line 6.
    fn of(set: &str, end: &str) -> Vec<(u32, String, bool)> {
        let text = format!(
            "fn set(s: S) {{\nlock();\n{set}\n}}\nfn get(s: S) -> N {{\nlock();\n{end}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure: Failure = bare(Code::WrongValue, String::new());
        let locks = |number, line| step(number, (0, line), Operation::Lock, 7, Occurrence::Done);
        failure.steps = vec![locks(1, 2), locks(2, 6)];
        let names = Names::of(&failure).with_sources(&sources);
        let changes = last_changes(&failure, &place(6), &names);
        let clues = set_before(&failure, &place(6), changes, &names).into_iter();
        clues
            .map(|it| (it.place.line, it.text, it.primary))
            .collect()
    }

    #[test]
    fn what_is_given_back_as_it_was_set_is_the_cause() {
        let [(line, text, true)] = &of("s.inside = n;", "s.inside")[..] else {
            panic!("one cause");
        };
        assert_eq!(*line, 3);
        assert!(
            text.contains("sets `inside` here, and line 6 gives back"),
            "{text}"
        );
    }

    #[test]
    fn what_is_only_looked_at_is_told_and_anything_else_is_not() {
        let [(3, text, false)] = &of("s.limit = n;", "s.limit + 1")[..] else {
            panic!("one that leads there");
        };
        assert!(
            text.contains("sets `limit` here, the last time before"),
            "{text}"
        );
        assert_eq!(of("s.limit = n;", "s.inside")[0].0, 2);
        assert_eq!(of("if a { s.inside = n; }", "s.inside")[0].0, 2);
    }
}
