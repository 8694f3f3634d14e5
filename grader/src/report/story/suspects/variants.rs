//! A variant that came instead of another, in an item that is right but for that.

use super::{MOST, shown};
use crate::report::{
    names::{compared, flow, given, read_by, variants},
    story::{Clue, Names, told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Place};

/// Of a sequence the item that should have come, and the one that came in its place.
pub(in super::super) fn items(failure: &Failure) -> Option<(String, String)> {
    let item = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        let difference = figure.difference.filter(|it| it.index < it.items)?;
        let (at, length) = (difference.at as usize, difference.length as usize);
        let text: String = figure.value.chars().skip(at).take(length).collect();
        Some((difference.index, text))
    };
    let ((one, want), (other, came)) = (item("expected")?, item("received")?);
    (one == other).then_some((want, came))
}

/// The variant that should have come, and the one that came.
fn odd(failure: &Failure) -> Option<(String, String)> {
    let (want, came) = items(failure).filter(|_| failure.code == Code::WrongValue)?;
    let (want, came) = (told::leaves(&want), told::leaves(&came));
    if want.len() != came.len() {
        return None;
    }
    let mut pairs = want
        .into_iter()
        .zip(came)
        .filter(|(one, other)| one != other);
    let (one, other) = pairs.next().filter(|_| pairs.next().is_none())?;
    let is_own =
        |name: &str| told::is_variant(name) && !["None", "Some", "Ok", "Err"].contains(&name);
    (is_own(&one.text) && is_own(&other.text)).then_some((one.text, other.text))
}

/// The items have the same variants in them.
pub(in super::super) fn are_alike(failure: &Failure) -> bool {
    let variants = |text: &str| {
        let mut all = told::leaves(text);
        all.retain(|it| told::is_variant(&it.text));
        all
    };
    items(failure).is_some_and(|(want, came)| variants(&want) == variants(&came))
}

/// Both sequences are of one length: nothing ended too soon.
pub(super) fn are_as_long(failure: &Failure) -> bool {
    let items = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        figure.difference.map(|it| it.items)
    };
    items("expected").is_some() && items("expected") == items("received")
}

/// The conditions under which the variant is given that should have come.
pub(in super::super) fn demanded(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (want, _) = odd(failure)?;
        Some(under(&want, shown(failure, names)?, names))
    };
    found().unwrap_or_default()
}

/// Where the variant is written that came, if the function knows no other.
pub(in super::super) fn written(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || Some(alone(failure, shown(failure, names)?, names));
    found().unwrap_or_default()
}

/// Both, for the function around a place.
pub(super) fn around(failure: &Failure, place: &Place, names: &Names) -> Vec<Clue> {
    let Some((want, _)) = odd(failure) else {
        return Vec::new();
    };
    let clues = under(&want, place, names);
    if clues.is_empty() {
        return alone(failure, place, names);
    }
    clues
}

/// The conditions under which a name is given in the function around a place, if it stands nowhere without one, and what
/// makes the variables what they are that these read.
pub(super) fn under(name: &str, place: &Place, names: &Names) -> Vec<Clue> {
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    let find = |file: &syn::File| given::conditions(file, name, lines);
    let found = names.look(&place.file, find).unwrap_or_default();
    let conditions: Option<BTreeSet<(flow::Spot, bool)>> = found.into_iter().collect();
    let conditions = conditions.unwrap_or_default();
    if conditions.len() > MOST {
        return Vec::new();
    }
    let only = if conditions.len() == 1 { "only " } else { "" };
    let clue = |(spot, is_so): &(flow::Spot, bool)| {
        let so = if *is_so { "so" } else { "not so" };
        Clue::cause(
            spot.within(&place.file),
            format!("`{name}` is given {only}if this is {so}"),
        )
    };
    let mut clues: Vec<Clue> = conditions.iter().map(clue).collect();
    let read = |file: &syn::File| {
        let conditions = conditions.iter();
        let read: BTreeSet<(flow::Spot, String, bool)> = conditions
            .flat_map(|(spot, _)| read_by::read(file, *spot, lines))
            .collect();
        read
    };
    let read = names.look(&place.file, read).unwrap_or_default();
    let only = match conditions.iter().collect::<Vec<_>>()[..] {
        [(spot, _)] => Some(*spot),
        _ => None,
    };
    let alone = |find: &dyn Fn(&syn::File, flow::Spot) -> bool| {
        only.is_some_and(|only| names.look(&place.file, |file| find(file, only)) == Some(true))
    };
    // What is computed elsewhere is wrong there.
    let is_elsewhere = read.len() == 1 && alone(&compared::is_a_name);
    for (spot, name, is_anew) in read.into_iter().take(MOST) {
        let how = if is_anew { "set anew" } else { "computed" };
        let becomes = only.filter(|_| is_anew).and_then(|only| {
            names.look(&place.file, |file| compared::overwritten(file, only, spot))?
        });
        let is_elsewhere = is_elsewhere && !is_anew;
        let text = match &becomes {
            Some(other) => {
                format!("`{name}` becomes `{other}` here, whichever of them was larger")
            }
            None => format!("`{name}` is {how} here"),
        };
        let (place, primary) = (spot.within(&place.file), becomes.is_some() || is_elsewhere);
        clues.push(Clue {
            place,
            text,
            primary,
        });
        if is_elsewhere && let Some(condition) = clues.first_mut() {
            condition.primary = false;
        }
    }
    clues
}

fn alone(failure: &Failure, place: &Place, names: &Names) -> Vec<Clue> {
    let found = || {
        let (want, came) = odd(failure)?;
        let function = names.around(place)?;
        let lines = (function.first, function.last);
        let find = |file: &syn::File| variants::alone(file, &came, &want, lines);
        let spots = names.look(&place.file, find)?;
        let name = &function.name;
        let clue = |spot: flow::Spot| {
            Clue::cause(
                spot.within(&place.file),
                format!("`{came}` is given here, and `{want}` by no line of `{name}`"),
            )
        };
        (spots.len() <= MOST).then(|| spots.into_iter().map(clue).collect())
    };
    found().unwrap_or_default()
}
