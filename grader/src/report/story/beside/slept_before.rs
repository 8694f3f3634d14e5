//! Threads that did nothing but sleep before they made an entry in a list of the check's, where the order is wrong.

use crate::report::story::{Clue, Names, leads::told};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Places that are told, at most.
const MOST: usize = 3;

/// The sleeps: who made an entry after one had waited for nobody.
pub(in super::super) fn slept_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::WrongOrder || failure.elided > 0 {
        return Vec::new();
    }
    let is_entry = |it: &&Step| {
        let note = it.note.as_deref().unwrap_or_default();
        it.operation == Operation::Call && note.starts_with("entry ")
    };
    let slept: BTreeSet<&Place> = told(failure)
        .filter(is_entry)
        .filter_map(|entry| only_slept(failure, entry, names)?.place.as_ref())
        .collect();
    if slept.len() > MOST {
        return Vec::new();
    }
    let clue = |place: &Place| Clue {
        place: place.clone(),
        text:
            "only this sleep comes before what the check notes here, and a sleep waits for nobody"
                .to_owned(),
        primary: true,
    };
    slept.into_iter().map(clue).collect()
}

/// The sleep of the learner's right before the entry, if the thread did nothing but sleep until then.
fn only_slept<'f>(failure: &'f Failure, entry: &Step, names: &Names) -> Option<&'f Step> {
    let mut own = told(failure).filter(|it| it.thread == entry.thread && it.number < entry.number);
    let is_sleep = |it: &Step| {
        it.operation == Operation::Sleep
            && matches!(it.occurrence, Occurrence::Done | Occurrence::Blocked)
            && names.is_own_sleep(it)
    };
    let last = own.clone().next_back()?;
    (entry.thread != 0 && own.all(is_sleep)).then_some(last)
}
