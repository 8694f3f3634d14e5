//! Values with named parts, of which some are wrong: which, and where the source writes them.

use super::Names;
use crate::report::names::{self, Written, before_wait::before_wait, parts};
use std::collections::BTreeSet;
use wire::{Code, Failure, Place};

/// Of a part that is written at more places nobody could say which one matters.
const MOST: usize = 4;
/// How many wrong parts are told, at most.
const PARTS: usize = 2;

/// A place that may have made a part of a value wrong.
pub(in super::super) struct Maker {
    /// Where.
    pub(in super::super) place: Place,
    /// What is said of it.
    pub(in super::super) text: String,
    /// What was there before is changed: other places matter less.
    pub(in super::super) changes: bool,
}

/// Where the parts are written of which another value was expected.
pub(in super::super) fn makers(failure: &Failure, names: &Names) -> Vec<Maker> {
    let parts = wrong_parts(failure);
    let parts = parts.into_iter().take(PARTS);
    parts.flat_map(|part| writers(&part, names)).collect()
}

/// Where the variant is made that came instead of another.
pub(in super::super) fn variant(failure: &Failure, names: &Names) -> Vec<Maker> {
    let Some(name) = came_instead(failure) else {
        return Vec::new();
    };
    let places = written(names, |file| names::made(file, &name));
    if places.is_empty() || places.len() > 2 {
        return Vec::new();
    }
    let places = places.into_iter();
    let text = format!("this is where `{name}` comes from");
    places
        .map(|(place, _)| Maker {
            place,
            text: text.clone(),
            changes: false,
        })
        .collect()
}

/// The variant that came instead of another.
pub(super) fn came_instead(failure: &Failure) -> Option<String> {
    let (want, got) = compared(failure)?;
    let pairs = leaves(want).into_iter().zip(leaves(got));
    let (_, other) = pairs.into_iter().find(|(want, got)| want != got)?;
    let is_own =
        is_variant(&other.text) && !["None", "Some", "Ok", "Err"].contains(&other.text.as_str());
    is_own.then_some(other.text)
}

/// What is said of a call, with the variant that came instead of another, if the call is given just that.
pub(in super::super) fn told_there(
    failure: &Failure,
    call: &Place,
    text: String,
    names: &Names,
) -> String {
    let given = |name: &String| {
        names.look(&call.file, |file| parts::is_given(file, call, name)) == Some(true)
    };
    match came_instead(failure).filter(given) {
        Some(name) => format!("{text} with `{name}`"),
        None => text,
    }
}

/// The variant that was expected, and of which what came says nothing.
pub(super) fn missed_variant(failure: &Failure) -> Option<String> {
    let (want, got) = compared(failure)?;
    let got = leaves(got);
    let mut missed = leaves(want).into_iter().filter(|it| {
        is_variant(&it.text)
            && !["None", "Some", "Ok", "Err"].contains(&it.text.as_str())
            && !got.iter().any(|other| other.text == it.text)
    });
    missed.next().map(|it| it.text)
}

/// The names of the parts that differ, where all else is alike.
pub(super) fn wrong_parts(failure: &Failure) -> Vec<String> {
    let Some((want, got)) = compared(failure) else {
        return Vec::new();
    };
    let (want, got) = (leaves(want), leaves(got));
    let parts = |leaves: &[Leaf]| -> Vec<Option<String>> {
        leaves.iter().map(|it| it.part.clone()).collect()
    };
    if parts(&want) != parts(&got) {
        return Vec::new();
    }
    let mut pairs = want.iter().zip(&got);
    if pairs.any(|(want, got)| want.part.is_none() && want != got) {
        return Vec::new();
    }
    let pairs = want.iter().zip(&got).filter(|(want, got)| want != got);
    let mut seen = BTreeSet::new();
    pairs
        .filter_map(|(want, _)| want.part.clone())
        .filter(|part| seen.insert(part.clone()))
        .collect()
}

pub(super) fn compared(failure: &Failure) -> Option<(&str, &str)> {
    let value = |name: &str| {
        let mut figures = failure.figures.iter();
        figures.find(|it| it.name == name).map(|it| &*it.value)
    };
    (failure.code == Code::WrongValue).then_some((value("expected")?, value("got")?))
}

fn written(names: &Names, find: impl Fn(&syn::File) -> Vec<Written>) -> Vec<(Place, Written)> {
    names::written(&names.sources, find)
}

fn writers(part: &str, names: &Names) -> Vec<Maker> {
    let all = written(names, |file| names::field(file, part));
    if all.len() > MOST {
        return Vec::new();
    }
    let replaces =
        |place: &Place| names.look(&place.file, |file| parts::replaces(file, place)) == Some(true);
    let last: Vec<_> = all.iter().filter(|(place, _)| replaces(place)).collect();
    if let [(place, _)] = last[..] {
        return vec![Maker {
            place: place.clone(),
            text: format!("`{part}` is filled in here, whatever it was before"),
            changes: true,
        }];
    }
    let maker = |(place, written): (Place, Written)| {
        let each = |file: &syn::File| parts::at_each_wakeup(file, &place);
        let turns = names.look(&place.file, each).flatten();
        let text = match turns.filter(|_| written.changes) {
            Some(line) => {
                format!(
                    "`{part}` is changed here, again after each wakeup in the loop of line {line}"
                )
            }
            None if written.changes => format!("`{part}` is changed here"),
            None => format!("`{part}` is filled in here"),
        };
        Maker {
            place,
            text,
            changes: written.changes,
        }
    };
    let early = |(place, _): &(Place, Written)| {
        let find = |file: &syn::File| before_wait(file, place);
        let (spot, name, line) = names.look(&place.file, find)??;
        Some(Maker {
            place: spot.within(&place.file),
            text: format!("`{name}` is computed here, before the wait of line {line}"),
            changes: false,
        })
    };
    let early: Vec<_> = all.iter().filter_map(early).collect();
    early
        .into_iter()
        .chain(all.into_iter().map(maker))
        .collect()
}

/// A value without parts, within the text of another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The field that it is in.
    part: Option<String>,
    pub(super) text: String,
}

/// The values without parts that a text of `Debug` is made of, in order. What is no such text gives some leaves too.
pub(super) fn leaves(text: &str) -> Vec<Leaf> {
    let is_word = |c: char| c.is_alphanumeric() || "_.-:\"".contains(c);
    let mut found = Vec::new();
    let mut part = None;
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        if rest[..start].contains('}') {
            part = None;
        }
        let word = &rest[start..];
        let quoted = word.strip_prefix('"').and_then(|inside| inside.find('"'));
        let end = match quoted {
            Some(end) => end + 2,
            None => word.find(|c| !is_word(c)).unwrap_or(word.len()),
        };
        let (word, after) = word.split_at(end.max(1));
        match word.strip_suffix(':') {
            Some(name) => part = Some(name.to_owned()),
            None => found.push(Leaf {
                part: part.clone(),
                text: word.to_owned(),
            }),
        }
        rest = after;
    }
    found
}

pub(super) fn is_variant(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{makers, told_there, wrong_parts};
    use crate::{report::story::Names, verdict::bare};
    use std::collections::BTreeMap;
    use wire::{Code, Figure};

    fn parts(want: &str, got: &str) -> Vec<String> {
        let mut failure = bare(Code::WrongValue, String::new());
        for (name, value) in [("expected", want), ("got", got)] {
            failure.figures.push(Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            });
        }
        wrong_parts(&failure)
    }

    #[test]
    fn only_parts_that_differ_are_told() {
        let want = "Report { items: 4, high_water: 1, blocked: 2 }";
        let got = "Report { items: 4, high_water: 2, blocked: 1 }";
        assert_eq!(parts(want, got), ["high_water", "blocked"]);
        assert_eq!(
            parts("Some(A { n: \"x y\" })", "Some(A { n: \"x z\" })"),
            ["n"]
        );
        assert!(parts("Forced { abandoned: 2 }", "Clean").is_empty());
        assert!(parts("[1, 2]", "[1, 3]").is_empty());
        assert!(parts("(A { n: 1 }, 5)", "(A { n: 2 }, 6)").is_empty());
    }

    #[test]
    fn a_part_that_is_filled_in_over_what_it_was_is_told_alone() {
        let text = "fn f(s: &mut S) {\n while full {\n  s.high += 1;\n  s = c.wait(s);\n }\n}\nfn g(r: R) -> R {\n \
                    R { high: room, ..r }\n}\n";
        let texts = |text: &str| -> Vec<String> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let mut failure = bare(Code::WrongValue, String::new());
            failure.figures = ["R { high: 1 }", "R { high: 2 }"]
                .into_iter()
                .zip(["expected", "got"])
                .map(|(value, name)| Figure {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    difference: None,
                })
                .collect();
            let names = Names::of(&failure).with_sources(&sources);
            let makers = makers(&failure, &names).into_iter();
            makers.map(|it| it.text).collect()
        };
        assert_eq!(
            texts(text),
            ["`high` is filled in here, whatever it was before"]
        );
        assert_eq!(
            texts(text.split("fn g").next().unwrap()),
            ["`high` is changed here, again after each wakeup in the loop of line 2"]
        );
    }

    #[test]
    fn a_call_is_told_with_the_variant_that_came_if_it_is_given_that() {
        let text = "fn f(s: S) {\n s.end(Cause::Late);\n s.end(cause);\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure = bare(Code::WrongValue, String::new());
        for (name, value) in [("expected", "Some(Early)"), ("got", "Some(Late)")] {
            failure.figures.push(Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            });
        }
        let names = Names::of(&failure).with_sources(&sources);
        let told = |line| {
            let call = crate::report::names::flow::Spot { line, column: 4 }.within("src/lib.rs");
            told_there(&failure, &call, "called".to_owned(), &names)
        };
        assert_eq!(told(2), "called with `Late`");
        assert_eq!(told(3), "called");
    }
}
