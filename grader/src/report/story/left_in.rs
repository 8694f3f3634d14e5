//! Who gave up waiting, and left behind what another way through the same function takes out again.

use super::{Names, leads::told, words};
use crate::report::names;
use wire::{Code, Failure, Occurrence, Operation, Place};

/// Ways out that are told, at most.
const MOST: usize = 2;

/// The ways out behind a wait that ended by its limit, each with what is still there; where something else was done
/// with the same lock later.
pub(in super::super) fn left_in(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let codes = [Code::NotConcurrent, Code::TooLate];
    let is_told = super::is_about_values(failure.code) || words::is_stuck(failure.code);
    if !is_told && !codes.contains(&failure.code) {
        return Vec::new();
    }
    let last = told(failure).rfind(|it| it.operation == Operation::Lock);
    let last = last.map_or(0, |it| it.number);
    let mut late = told(failure)
        .filter(|it| it.occurrence == Occurrence::TimedOut && it.number < last)
        .filter_map(|it| it.place.as_ref())
        .collect::<Vec<_>>();
    late.sort_unstable();
    late.dedup();
    let mut found = Vec::new();
    for place in late {
        let text = names.sources.get(&place.file);
        let ways = text.map_or_else(Vec::new, |text| names::ways_out(text));
        for way in ways {
            let out = Place {
                file: place.file.clone(),
                line: way.line,
                column: way.column,
            };
            if (way.from..=way.line).contains(&place.line) && names.are_in_one_function(place, &out)
            {
                let names::WayOut { what, into, .. } = way;
                let text = format!("`{what}` is still in `{into}` when the call ends here");
                found.push((out, text));
            }
        }
    }
    found.truncate(MOST);
    found
}
