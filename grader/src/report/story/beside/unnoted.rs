//! Who waits for something, and leaves nothing behind that tells others of it.

use super::{
    answerer::answerer,
    reckoned::{meant, reached},
};
use crate::report::{
    names::{
        Function,
        reckoned::unnoted::{Waits, fields, waits},
    },
    story::{Clue, Names},
};
use wire::{Code, Failure};

/// Where a function that gives nothing back works out how long it has to wait, and what others call after that is called
/// nowhere, or only if it has not to wait, if what it waits for came too early, or to too many.
pub(super) fn unnoted(failure: &Failure, names: &Names) -> Vec<Clue> {
    let took = failure.figures.iter().any(|it| it.name == "took");
    let is_about = failure.code == Code::LimitExceeded || failure.code == Code::TooEarly && took;
    let found = || {
        let (file, caller) = answerer(failure, names).filter(|_| is_about)?;
        let waits = names.look(file, |it| waits(it, caller.spot()))??;
        let asked = meant(&waits.asked, file, names)?;
        let notes = notes(asked, caller, file, names);
        let clue = never(&waits, (caller, asked), &notes, (file, names));
        clue.or_else(|| at_times(&waits, &notes, file))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str = "who waits has to be counted as well as who need not: otherwise the next to come waits for the same";

/// Methods of the same type that change what the one reads that works out the time, and are no part of it; each with
/// another function that calls it after that.
fn notes<'n>(
    asked: &'n Function,
    caller: &'n Function,
    file: &str,
    names: &'n Names,
) -> Vec<(&'n Function, &'n Function)> {
    let of = |it: &Function| {
        names
            .look(file, |file| fields(file, it.spot()))
            .unwrap_or_default()
    };
    let parts = reached(vec![asked], file, names);
    let (read, _) = of(asked);
    let functions = names.functions_of(file);
    let mut found = Vec::new();
    for function in functions {
        let is_part = parts.contains(&function);
        let is_method = function.has_self && function.owner == asked.owner;
        if is_part || !is_method || of(function).1.is_disjoint(&read) {
            continue;
        }
        let calls = |it: &Function| {
            let at = |called: &Function| it.calls.iter().position(|call| call.may_mean(called, it));
            at(asked)
                .zip(at(function))
                .is_some_and(|(first, then)| first < then)
        };
        let mut others = functions.iter().filter(|it| *it != caller && calls(it));
        found.extend(others.next().map(|other| (function, other)));
    }
    found
}

/// None of these is called at all.
fn never(
    waits: &Waits,
    (caller, asked): (&Function, &Function),
    notes: &[(&Function, &Function)],
    (file, names): (&str, &Names),
) -> Option<Clue> {
    let all = reached(vec![caller], file, names);
    let is_called = |it: &Function| all.contains(&it);
    let (note, other) = notes.first()?;
    if !waits.calls.is_empty() || notes.iter().any(|(note, _)| is_called(note)) {
        return None;
    }
    let text = format!(
        "`{}` works out here how long to wait, and changes nothing after that: `{}` (line {}), which `{}` calls after \
         `{}`, is not called",
        caller.name, note.name, note.first, other.name, asked.name
    );
    Some(Clue::cause(waits.spot.within(file), text))
}

/// One of these is called only where it need not wait.
fn at_times(waits: &Waits, notes: &[(&Function, &Function)], file: &str) -> Option<Clue> {
    let is_note = |name: &str| notes.iter().any(|(note, _)| note.name == name);
    let mut calls = waits.calls.iter().filter(|(name, ..)| is_note(name));
    let (Some((name, Some(under), _)), None) = (calls.next(), calls.next()) else {
        return None;
    };
    let line = waits.line;
    let text = format!(
        "`{name}` is called only if this holds: who has to sleep in line {line} is let through as well, without that call"
    );
    Some(Clue::cause(under.within(file), text))
}

#[cfg(test)]
mod tests {
    use super::unnoted;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    /// Where it is told, of this body after the time was worked out in line 14.
    fn lines(code: Code, body: &str) -> Vec<u32> {
        let text = format!(
            "impl L {{\nfn reckon(&self) -> D {{\nself.n * D\n}}\nfn note(&mut self) {{\nself.n += 1;\n}}\nfn one(&mut self) {{\n\
             let wait = self.reckon();\nself.note();\n}}\n}}\nimpl B {{ pub fn take(&self) {{\nlet wait = level.reckon();\n{body}\n}} }}\n"
        );
        let mut failure: Failure = bare(code, String::new());
        failure.place = Some(place(14));
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = unnoted(&failure, &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn who_waits_and_is_not_counted_is_told() {
        let limit = Code::LimitExceeded;
        assert_eq!(lines(limit, "sleep(wait);"), [14]);
        assert!(lines(Code::WrongValue, "sleep(wait);").is_empty());
        assert_eq!(
            lines(limit, "if wait.is_zero() {\nlevel.note();\n}\nsleep(wait);"),
            [15]
        );
        assert!(lines(limit, "level.note();\nsleep(wait);").is_empty());
        let again = "if wait.is_zero() {\nlevel.note();\n}\nsleep(wait);\nlevel.note();";
        assert!(lines(limit, again).is_empty());
    }
}
