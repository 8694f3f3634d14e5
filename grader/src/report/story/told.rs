//! Values with named parts, of which some are wrong: which, and where the source writes them.

use super::Names;
use crate::report::names::{self, Written};
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
fn wrong_parts(failure: &Failure) -> Vec<String> {
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

fn compared(failure: &Failure) -> Option<(&str, &str)> {
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
    let maker = |(place, written): (Place, Written)| {
        let text = if written.changes {
            format!("`{part}` is changed here")
        } else {
            format!("`{part}` is filled in here")
        };
        Maker {
            place,
            text,
            changes: written.changes,
        }
    };
    all.into_iter().map(maker).collect()
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
    use super::wrong_parts;
    use crate::verdict::bare;
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
}
