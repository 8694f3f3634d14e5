//! What the thread of a wrong entry had read before a wait, and went by after it.

use super::{Names, leads::told};
use crate::report::names;
use wire::{Failure, Occurrence, Operation, Place};

/// Where each of that was read, and what is said of it.
pub(in super::super) fn kept_over(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let Some((_, entry)) = super::entries::entry(failure) else {
        return Vec::new();
    };
    let Some(event) = entry.place.as_ref() else {
        return Vec::new();
    };
    let mut own = told(failure).filter(|it| it.thread == entry.thread && it.number < entry.number);
    let waited = own.rfind(|it| {
        let place = it.place.as_ref();
        it.operation == Operation::Wait
            && it.occurrence == Occurrence::Done
            && place.is_some_and(|place| names.are_in_one_function(place, event))
    });
    let Some(wait) = waited.and_then(|it| it.place.as_ref()) else {
        return Vec::new();
    };
    let text = names.sources.get(&event.file);
    let kept = text.map_or_else(Vec::new, |text| names::kept(text, wait, event));
    let told = kept.into_iter().map(|kept| {
        let place = Place {
            file: event.file.clone(),
            line: kept.line,
            column: kept.column,
        };
        let (name, line) = (kept.name, wait.line);
        let text =
            format!("`{name}` is read here, before the wait of line {line}, and used after it");
        (place, text)
    });
    told.collect()
}
