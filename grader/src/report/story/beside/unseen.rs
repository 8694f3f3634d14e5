//! What makes a wrong answer without a step: a question that only looks at fields, errors that are left out.

use crate::report::{
    names::{self, Function, flow::Spot, plain},
    story::{Clue, Names, wants_a_panic},
};
use wire::{Code, Failure, Place};

/// The method that the message speaks of, if it asks whether something is so, and calls nothing: "a queue with three
/// items is called empty", and `is_empty`.
pub(in super::super::super) fn without_a_step(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::WrongValue && failure.figures.is_empty();
    let is_about = is_about && failure.elided == 0 && !wants_a_panic(failure);
    let Some(place) = failure.place.as_ref().filter(|_| is_about) else {
        return Vec::new();
    };
    let Some(owner) = names.around(place).and_then(|it| it.owner.as_ref()) else {
        return Vec::new();
    };
    let is_meant = |it: &&Function| {
        let word = it.name.strip_prefix("is_").unwrap_or_default();
        let mut words = failure.message.split(|c: char| !c.is_alphanumeric());
        it.is_public
            && it.has_self
            && it.parameters == 0
            && it.owner.as_ref() == Some(owner)
            && !word.is_empty()
            && words.any(|it| it == word)
    };
    let mut asked = names.functions_of(&place.file).iter().filter(is_meant);
    let (Some(asked), None) = (asked.next(), asked.next()) else {
        return Vec::new();
    };
    let is_inside =
        |it: &Place| it.file == place.file && (asked.first..=asked.last).contains(&it.line);
    let mut places = failure
        .steps
        .iter()
        .flat_map(|step| step.place.iter().chain(&step.via));
    let calls_nothing = names.look(&place.file, |file| plain::calls_nothing(file, asked.spot()));
    if places.any(is_inside) || calls_nothing != Some(true) {
        return Vec::new();
    }
    let find = |file: &syn::File| {
        let (spot, fields) = plain::gives(file, asked.spot())?;
        let [field] = &fields[..] else {
            return Some((spot, None));
        };
        let is_changed = names::field(file, field).iter().any(|it| it.changes);
        Some((spot, Some((field.clone(), is_changed))))
    };
    let asked_of = names.look(&place.file, find).flatten();
    let (spot, text) = match asked_of {
        Some((spot, Some((field, false)))) => (
            spot,
            format!("the answer is made here, of `{field}` alone, which nothing ever changes"),
        ),
        Some((spot, Some((field, true)))) => {
            (spot, format!("the answer is made here, of `{field}` alone"))
        }
        Some((spot, None)) => (spot, "the answer is made here".to_owned()),
        None => (
            asked.spot(),
            "the message is about this, and no step stands in it: it takes no lock".to_owned(),
        ),
    };
    vec![Clue::cause(spot.within(&place.file), text)]
}

/// Where the function leaves out errors that came back with a list, and should have come back with the error.
pub(in super::super::super) fn errors_left_out(failure: &Failure, names: &Names) -> Vec<Clue> {
    let figure = |name: &str, start: &str| {
        let mut figures = failure.figures.iter();
        figures.any(|it| it.name == name && it.value.starts_with(start))
    };
    let is_about =
        failure.code == Code::WrongValue && figure("expected", "Err(") && figure("got", "Ok(");
    let Some(place) = failure.place.as_ref().filter(|_| is_about) else {
        return Vec::new();
    };
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    let found = names.look(&place.file, |file| plain::leaves_out_errors(file, lines));
    let clue = |spot: Spot| {
        Clue::cause(
            spot.within(&place.file),
            "errors are left out here, and do not come back".to_owned(),
        )
    };
    found.unwrap_or_default().into_iter().map(clue).collect()
}
