//! What a place depends on in the source, one step back.

mod guarded;
mod merged;

pub(super) use merged::advice as advice_of_a_merge;
pub(in super::super) use merged::waits_in_vain;

use super::{Clue, Names, suspects::variants::are_alike};
use crate::report::names::{slice, variants};
use wire::{Code, Failure, Place};

/// Places that are told, at most.
const MOST: usize = 3;

/// The condition under which something is sent, if it is, and where that is computed, or set anew, of which the
/// statement at a place is made.
pub(in super::super) fn slice(
    failure: &Failure,
    place: &Place,
    is_sent: bool,
    names: &Names,
) -> Vec<Clue> {
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    if let Some(clue) = guarded::in_hand(failure, place, names).filter(|_| !is_sent) {
        return vec![clue];
    }
    if let Some(clues) = merged::merged(failure, place, names).filter(|_| is_sent) {
        return clues;
    }
    let mut clues = Vec::new();
    let guard = names.look(&place.file, |file| slice::guard(file, place));
    if let Some(spot) = guard.flatten().filter(|_| is_sent) {
        let line = place.line;
        let text = format!("line {line} is reached only if this is so");
        clues.push(Clue::beside(spot.within(&place.file), text));
        let early = guarded::early(failure, place, spot, names);
        if !early.is_empty() {
            clues.extend(early);
            return clues;
        }
    }
    // Which of several variants is sent decides neither when that is, nor what is right in both.
    let is_time = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let is_innocent = is_time || are_alike(failure);
    let makers = names.look(&place.file, |file| {
        let mut makers = slice::makers(file, place, lines);
        makers.retain(|(spot, _, _)| !(is_innocent && variants::chooses(file, *spot)));
        makers
    });
    for (spot, name, is_anew) in makers.unwrap_or_default() {
        let how = if is_anew { "set anew" } else { "computed" };
        let text = format!("`{name}` is {how} here");
        clues.push(Clue::beside(spot.within(&place.file), text));
    }
    clues.truncate(MOST);
    clues
}
