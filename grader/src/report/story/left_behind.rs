//! What threads left for whoever waited for their end, where the wrong value is made of that.

use super::{
    Names,
    leads::{Lead, told},
    wants_a_panic,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// How many are told, at most.
const MOST: usize = 2;

/// What the threads locked or wrote last, each in its own place, before a wait for their end at `place`: locks
/// first, and of those the last one first.
pub(in super::super) fn left_behind<'f>(
    failure: &'f Failure,
    place: &Place,
    names: &Names,
) -> Vec<Lead<'f>> {
    let is_joined =
        |step: &Step| step.place.as_ref() == Some(place) && step.operation == Operation::Join;
    let waited = told(failure).rfind(|step| is_joined(step));
    let Some(waited) = waited.filter(|_| {
        matches!(failure.code, Code::WrongValue | Code::WrongOrder) && !wants_a_panic(failure)
    }) else {
        return Vec::new();
    };
    let mut last: BTreeMap<u32, &Step> = BTreeMap::new();
    for step in told(failure) {
        let changes = [Operation::Lock, Operation::Store];
        if let Some(object) = step.object
            && step.thread != waited.thread
            && step.number < waited.number
            && changes.contains(&step.operation)
            && step.occurrence == Occurrence::Done
            && !names.is_in_drop(step)
        {
            last.insert(object, step);
        }
    }
    let mut last: Vec<&Step> = last.into_values().collect();
    last.sort_by_key(|step| std::cmp::Reverse(step.number));
    let lead = |step: &'f Step| {
        let (who, what) = (
            names.thread(step.thread),
            names.object(step.object?, failure),
        );
        let again = |it: &Step| {
            (it.object, it.operation) == (step.object, step.operation)
                && (step.number + 1..waited.number).contains(&it.number)
        };
        let text = match (step.operation, told(failure).any(again)) {
            (Operation::Lock, false) => format!("{who} had {what} last, from here"),
            (Operation::Lock, true) => format!("{who} had {what} from here, before it gave back"),
            (_, false) => format!("{who} wrote {what} last, here"),
            (_, true) => format!("{who} wrote {what} here"),
        };
        Some(Lead {
            step,
            text,
            primary: false,
        })
    };
    // Locks first: an atomic says that something is over, and holds no result.
    last.sort_by_key(|step| step.operation != Operation::Lock);
    last.into_iter().filter_map(lead).take(MOST).collect()
}
