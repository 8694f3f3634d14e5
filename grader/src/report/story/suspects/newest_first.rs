//! A collection of which the newest is taken out first.

use super::{Clue, Names, entries, shown, told};
use crate::report::names::{flow::Lines, newest};
use wire::{Code, Failure, Place};

/// Where the newest is taken out first of a collection, in a wrong order, or where an item came instead of another.
pub(in super::super) fn newest_first(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::WrongOrder && !is_another_item(failure) {
        return Vec::new();
    }
    let Some(place) = shown(failure, names) else {
        return Vec::new();
    };
    let found = within(place, names);
    let is_alone = told(failure).all(|it| it.thread == 0);
    if !found.is_empty() {
        return found;
    }
    if !is_alone {
        // What made the entry may have been taken out in another function, right before.
        let looked = entries::looked_before(failure, names).and_then(|it| it.place.as_ref());
        return looked.map_or_else(Vec::new, |it| within(it, names));
    }
    // The check looked at something else last: of what it called before, the same has to do with it.
    let Some(shows) = told(failure).rfind(|it| it.place.as_ref() == Some(place)) else {
        return Vec::new();
    };
    let others = told(failure).rev().filter(|it| it.object == shows.object);
    let mut others = others.filter_map(|it| it.place.as_ref());
    let other = others.find(|it| names.around(it) != names.around(place));
    other.map_or_else(Vec::new, |it| within(it, names))
}

/// In the function around a place: where it takes out, and where that was put in.
fn within(place: &Place, names: &Names) -> Vec<Clue> {
    let found = names
        .lines_around(place)
        .and_then(|lines: Lines| names.look(&place.file, |file| newest::newest_first(file, lines)));
    let mut clues = Vec::new();
    for it in found.unwrap_or_default().into_iter().take(super::MOST) {
        let (name, line) = (&it.name, it.taken.line);
        clues.push(Clue::cause(
            it.taken.within(&place.file),
            format!("what was put into `{name}` last is taken out first here"),
        ));
        clues.push(Clue::beside(
            it.put.within(&place.file),
            format!("put into `{name}` here, at the end from which line {line} takes"),
        ));
    }
    clues
}

/// The check compared two plain items, such as `Some(3)`, and one came instead of the other.
fn is_another_item(failure: &Failure) -> bool {
    let value = |name: &str| {
        let mut figures = failure.figures.iter();
        figures.find(|it| it.name == name).map(|it| &*it.value)
    };
    let item = |value: &str| {
        let inner = value.strip_prefix("Some(")?.strip_suffix(')')?;
        let is_plain = inner.chars().all(|c| c.is_ascii_digit());
        (is_plain && !inner.is_empty()).then_some(())
    };
    let items = value("expected").zip(value("got"));
    failure.code == Code::WrongValue
        && items.is_some_and(|(want, got)| item(want).is_some() && item(got).is_some())
}

#[cfg(test)]
mod tests {
    use super::newest_first;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Figure, Occurrence, Operation};

    #[test]
    fn what_took_the_newest_is_the_cause_where_another_item_came() {
        let text = "fn put() {\n queue.push_back(1);\n}\nfn take() {\n queue.pop_back();\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |got: &str| -> Vec<(u32, bool)> {
            let mut failure = bare(Code::WrongValue, String::new());
            failure.place = Some(place(5));
            let lock = step(0, (0, 5), Operation::Lock, 1, Occurrence::Done);
            failure.steps.push(lock);
            for (name, value) in [("expected", "Some(3)"), ("got", got)] {
                failure.figures.push(Figure {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    difference: None,
                });
            }
            let names = Names::of(&failure).with_sources(&sources);
            let clues = newest_first(&failure, &names).into_iter();
            clues.map(|it| (it.place.line, it.primary)).collect()
        };
        assert_eq!(lines("Some(5)"), [(5, true), (2, false)]);
        assert!(lines("None").is_empty());
    }
}
