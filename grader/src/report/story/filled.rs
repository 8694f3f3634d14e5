//! What a wrong value depends on: what it is compared with, and what it is made of.

use super::{Names, clue::Clue, leads::told, nth, told::makers};
use crate::report::names::{
    self, fills,
    flow::{self, Spot},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Places of one kind that are told, at most.
const MOST: usize = 3;

/// The fields with which the conditions compare under which a wrong part is changed, where they are computed.
pub(in super::super) fn compared(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues: Vec<Clue> = Vec::new();
    // Parts that are wrong together may have one cause.
    let parts: BTreeSet<String> = makers(failure, names)
        .into_iter()
        .map(|it| it.text)
        .collect();
    for maker in makers(failure, names).into_iter().filter(|it| it.changes) {
        let place = &maker.place;
        let Some(owner) = names.around(place).and_then(|it| it.owner.clone()) else {
            continue;
        };
        let around = |file: &syn::File| fills::compared_around(file, place);
        for (line, field) in names.look(&place.file, around).unwrap_or_default() {
            let filled = |file: &syn::File| fills::filled(file, &owner, &field);
            let filled = names.look(&place.file, filled).unwrap_or_default();
            if let [(spot, true)] = filled[..] {
                let text = format!("`{field}`, with which line {line} compares, is filled in here");
                clues.push(Clue {
                    place: spot.within(&place.file),
                    text,
                    primary: parts.len() > 1,
                });
            }
        }
    }
    clues.dedup_by(|one, other| one.place == other.place);
    clues
}

/// Of a wrong value that the check calls by the name of a field: where that is filled in, and what puts something into
/// the one collection of which it is made.
pub(in super::super) fn made_of(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let field = named(failure)?;
        let mut files = names.sources.keys().filter_map(|file| {
            let made = names.look(file, |text| fills::made_of(text, field))??;
            Some((file, made))
        });
        let (Some((file, (spot, name))), None) = (files.next(), files.next()) else {
            return None;
        };
        let place = spot.within(file);
        let lines = names.lines_around(&place)?;
        let puts = names.look(file, |text| flow::puts(text, &name, lines))?;
        (!puts.is_empty()).then_some((field, place, name, puts))
    };
    let Some((field, place, name, puts)) = found() else {
        return Vec::new();
    };
    let text = format!("`{field}` is filled in here, from `{name}`");
    let mut clues: Vec<Clue> = Vec::new();
    for put in puts.iter().take(MOST) {
        let under = match put.under {
            Some(Spot { line, .. }) => format!(", under the condition of line {line}"),
            None => String::new(),
        };
        let condition = put.under.map(|spot| spot.within(&place.file));
        clues.extend(condition.map(|place| Clue::beside(place, String::new())));
        let text = format!("put into `{name}` here{under}");
        clues.push(Clue::beside(put.spot.within(&place.file), text));
    }
    clues.extend(heard(failure, &place, names));
    clues.push(Clue::beside(place, text));
    clues
}

/// Where the field is written by the name of which the check calls a wrong value.
pub(in super::super) fn filled_in(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(field) = named(failure) else {
        return Vec::new();
    };
    let written = names::written(&names.sources, |file| names::field(file, field));
    // What is counted up and down is wrong for many reasons.
    if written.len() > MOST || written.iter().any(|(_, it)| it.changes) {
        return Vec::new();
    }
    let clue = |(place, _): (Place, names::Written)| {
        Clue::cause(place, format!("`{field}` is filled in here"))
    };
    written.into_iter().map(clue).collect()
}

/// The name that the message of a wrong value begins with.
fn named(failure: &Failure) -> Option<&str> {
    let rest = failure.message.strip_prefix('`')?;
    let (name, _) = rest.split_once('`')?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (failure.code == Code::WrongValue && is_name).then_some(name)
}

/// Where the function around a place received what the check had sent.
fn heard(failure: &Failure, place: &Place, names: &Names) -> Option<Clue> {
    let is_checks = |id: Option<u32>| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == id && it.created.is_none() && it.kind.contains("channel"))
    };
    let hears = |step: &Step| {
        step.operation == Operation::Receive
            && step.occurrence == Occurrence::Done
            && is_checks(step.object)
    };
    let step = told(failure).find(|step| hears(step))?;
    let at = step.place.clone()?;
    let who = names.thread(step.thread);
    let what = names.end(step.object?, Operation::Receive, failure);
    names.are_in_one_function(&at, place).then(|| {
        let text = format!("{who} hears of {what} here, in step {}", nth(step));
        Clue::beside(at, text)
    })
}
