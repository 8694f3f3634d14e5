//! Heads of loops that decide which value comes, and when, and what else decides it in the same line.

use crate::report::{
    names::{
        heads::{self, Head},
        methods::methods,
        selects,
    },
    story::{Clue, Names, entries, leads::told, origin, place_of_origin, suspects::variants},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// The head of the loop around the place where a wrong entry was made, and that step.
fn around_entry<'f>(failure: &'f Failure, names: &Names) -> Option<(Head, &'f Step, &'f Place)> {
    let (_, step) = entries::entry(failure)?;
    let place = step.place.as_ref()?;
    let head = names.look(&place.file, |file| heads::head(file, place))??;
    Some((head, step, place))
}

/// A range that goes round once too often, if an entry came after all that should have come.
pub(super) fn one_more(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let mut figures = failure.figures.iter();
        let expected = figures.find(|it| it.name == "expected")?.difference?;
        let (head, _, place) = around_entry(failure, names)?;
        let is_it = expected.index == expected.items && head.start == Some(0);
        let name = head.up_to.filter(|_| is_it)?;
        let text = format!(
            "this goes round once more than `{name}` says: it begins with 0, and `..=` takes the last one, too"
        );
        Some(Clue::cause(head.spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The range with whose first number a wrong entry was made, if another should have made an entry with that number.
pub(super) fn begins(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (head, step, place) = around_entry(failure, names)?;
        let (start, name) = (head.start?, head.variable?);
        let (want, came) = variants::items(failure)?;
        let has_it = |item: &str| {
            let mut words = item.split(|it: char| !it.is_ascii_alphanumeric());
            words.any(|it| it.parse() == Ok(start))
        };
        let is_first = !told(failure).any(|it| {
            it.thread == step.thread && it.number < step.number && it.place == step.place
        });
        let is_it = is_first && has_it(&came) && has_it(&want);
        is_it.then(|| {
            let text = format!("`{name}`, {start} here, comes from this loop");
            Clue::cause(head.spot.within(&place.file), text)
        })
    };
    found().into_iter().collect()
}

/// One channel after the other in the head of the loop that sends, if the order is wrong.
pub(super) fn chained(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let place = wrongly_sent(failure, Code::WrongOrder)?;
        let head = names.look(&place.file, |file| heads::head(file, &place))??;
        let text = "`chain` takes from the second only when the first has ended";
        Some(Clue::cause(
            head.chain?.within(&place.file),
            text.to_owned(),
        ))
    };
    found().into_iter().collect()
}

/// The `select!` from which a value came that came too early.
pub(super) fn any_ready(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        wrongly_sent(failure, Code::WrongOrder)?;
        let sent = origin(failure)?.sent?;
        let mut own =
            told(failure).filter(|it| it.thread == sent.thread && it.number < sent.number);
        let taken = own.rfind(|it| {
            matches!(it.operation, Operation::Receive | Operation::Select)
                && it.occurrence == Occurrence::Done
        })?;
        let place = taken.place.as_ref()?;
        let find = |file: &syn::File| selects::order(file, place);
        let (arms, false) = names.look(&place.file, find)?? else {
            return None;
        };
        let [one, other] = &arms[..] else {
            return None;
        };
        let text =
            format!("where both `{one}` and `{other}` are ready, `select!` takes any of them");
        Some(Clue::cause(place.clone(), text))
    };
    found().into_iter().collect()
}

/// What was asked in the line that sent a wrong item.
pub(super) fn asked(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let place = wrongly_sent(failure, Code::WrongValue)?;
        let item = origin(failure)?.item;
        let spot = names.look(&place.file, |file| heads::condition(file, &place))??;
        let text = format!("item {item} is sent only if this is so");
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// Where the wrong item was sent, if it was compared with all that came from there.
fn wrongly_sent(failure: &Failure, code: Code) -> Option<Place> {
    let origin = origin(failure).filter(|it| failure.code == code && !it.ended)?;
    let is_part = |it: &wire::Figure| it.difference.is_some_and(|it| it.among.is_some());
    let place = place_of_origin(&origin)?;
    (!failure.figures.iter().any(is_part)).then(|| place.clone())
}

/// Where something is put into a set, and nobody looks at whether it was there, if something came twice.
pub(super) fn unasked(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (_, step) = entries::entry(failure).filter(|_| failure.code == Code::DuplicatedItem)?;
        let place = step.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let sets = names.look(&place.file, |file| heads::unasked(file, lines))?;
        // Who asked before puts in what was new then.
        let all = names.look(&place.file, |file| methods(file, lines))?;
        let is_asked = all.iter().any(|it| it.name.starts_with("contains"));
        let [(spot, name)] = &sets[..] else {
            return None;
        };
        if is_asked {
            return None;
        }
        let text = format!(
            "`{name}.insert` says here whether this is new, and nobody looks at the answer"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ASK: &str =
    "what is there already must not be put in again: `insert` says whether it is new";

#[cfg(test)]
mod tests;
