//! What a place depends on in the source, one step back.

use super::{Clue, Names};
use crate::report::names::slice;
use wire::Place;

/// Places that are told, at most.
const MOST: usize = 3;

/// The condition under which something is sent, if it is, and where that is computed, or set anew, of which the
/// statement at a place is made.
pub(in super::super) fn slice(place: &Place, is_sent: bool, names: &Names) -> Vec<Clue> {
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    let mut clues = Vec::new();
    let guard = names.look(&place.file, |file| slice::guard(file, place));
    if let Some(spot) = guard.flatten().filter(|_| is_sent) {
        let line = place.line;
        let text = format!("line {line} is reached only if this is so");
        clues.push(Clue::beside(spot.within(&place.file), text));
    }
    let makers = names.look(&place.file, |file| slice::makers(file, place, lines));
    for (spot, name, is_anew) in makers.unwrap_or_default() {
        let how = if is_anew { "set anew" } else { "computed" };
        let text = format!("`{name}` is {how} here");
        clues.push(Clue::beside(spot.within(&place.file), text));
    }
    clues.truncate(MOST);
    clues
}
