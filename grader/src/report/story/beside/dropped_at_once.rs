//! A guard that was dropped before the work that it should have kept others from.

use crate::report::{
    names::dropped_at_once,
    story::{Clue, Names, at_the_peak},
};
use std::collections::BTreeSet;
use wire::{Failure, Place};

/// Where a `let _ =` drops at once what is made before the work, in the function of those who were inside at the peak.
pub(super) fn dropped(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some((_, inside)) = at_the_peak(failure) else {
        return Vec::new();
    };
    let places: BTreeSet<&Place> = inside.iter().filter_map(|it| it.place.as_ref()).collect();
    let mut clues = Vec::new();
    for place in places {
        let Some(lines) = names.lines_around(place) else {
            continue;
        };
        let find = |file: &syn::File| dropped_at_once::dropped_at_once(file, lines);
        for (spot, name) in names.look(&place.file, find).unwrap_or_default() {
            if spot.line < place.line {
                clues.push(Clue::cause(
                    spot.within(&place.file),
                    format!("`let _` drops this `{name}` at once, before the work"),
                ));
            }
        }
    }
    clues
}
