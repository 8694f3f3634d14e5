//! The condition of the error that should have come, where the execution went past it.

use crate::report::{
    names::{flow, given, other_arm},
    story::{Clue, Names, leads::told, suspects::shown, told::missed_variant},
};
use std::collections::BTreeSet;
use wire::{Failure, Place};

/// Places that are told, at most.
const MOST: usize = 3;

/// What is written on the way that was taken, if the only condition under which the error is given stands on the other way
/// of an `if`, on which no step was made.
pub(in super::super) fn other_way(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let name = missed_variant(failure).filter(|_| failure.elided == 0)?;
        let place = shown(failure, names)?;
        let lines = names.lines_around(place)?;
        let conditions = names.look(&place.file, |file| given::conditions(file, &name, lines))?;
        let conditions: Option<BTreeSet<_>> = conditions.into_iter().collect();
        let conditions = conditions?;
        let mut all = conditions.iter().map(|(spot, _)| *spot);
        let (Some(condition), None) = (all.next(), all.next()) else {
            return None;
        };
        let arms = names.look(&place.file, |file| other_arm::arms(file, condition))??;
        // Of several calls the last: it came by no place twice with the same.
        let mut seen = BTreeSet::new();
        let is_around =
            |it: &&Place| it.file == place.file && (lines.0..=lines.1).contains(&it.line);
        let own = told(failure).rev().filter_map(|it| {
            let mut places = it.place.iter().chain(&it.via);
            Some((places.find(is_around)?, it.object))
        });
        let call = own.take_while(|it| seen.insert(*it));
        let call: Vec<&Place> = call.map(|(place, _)| place).collect();
        // Where the ways meet in one line nothing is known.
        let stands =
            |(first, last): flow::Lines| call.iter().any(|it| (first + 1..last).contains(&it.line));
        if stands(arms.own) || !stands(arms.other) || arms.written.len() > MOST {
            return None;
        }
        // What is changed first is what a condition would have kept from that.
        let mut clues: Vec<Clue> = arms
            .written
            .iter()
            .take(1)
            .map(|spot| {
                Clue::cause(
                    spot.within(&place.file),
                    format!("changed on the way that was taken, on which nothing gives `{name}`"),
                )
            })
            .collect();
        if !clues.is_empty() {
            let text = format!("`{name}` is given only under this, and it was not asked");
            clues.push(Clue::beside(condition.within(&place.file), text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}
