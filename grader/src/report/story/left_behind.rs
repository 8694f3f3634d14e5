//! What threads left for whoever waited for their end, where the wrong value is made of that.

use super::{
    Names,
    leads::{Lead, told},
    wants_a_panic,
};
use crate::report::names::{self, Written};
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
    let Some(waited) = waited(failure, place) else {
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
            (_, false) => match writers(step, waited, failure)[..] {
                [first, ..] if first != step.thread => {
                    let first = names.thread(first);
                    format!("{first} wrote {what} here first, and {who} last")
                }
                _ => format!("{who} wrote {what} last, here"),
            },
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

/// The last wait for the end of threads at a place, where the wrong value is made of what they left.
fn waited<'f>(failure: &'f Failure, place: &Place) -> Option<&'f Step> {
    let is_joined =
        |step: &Step| step.place.as_ref() == Some(place) && step.operation == Operation::Join;
    let is_about_values = matches!(failure.code, Code::WrongValue | Code::WrongOrder);
    let waited = told(failure).rfind(|step| is_joined(step));
    waited.filter(|_| is_about_values && !wants_a_panic(failure))
}

/// The threads that wrote the same at the same place before a wait, each once, in order.
fn writers(step: &Step, waited: &Step, failure: &Failure) -> Vec<u32> {
    let mut writers = Vec::new();
    for it in told(failure).filter(|it| it.number < waited.number) {
        let is_like =
            (it.operation, it.object, &it.place) == (step.operation, step.object, &step.place);
        if is_like && it.thread != waited.thread && !writers.contains(&it.thread) {
            writers.push(it.thread);
        }
    }
    writers
}

/// Where the code goes on after the wait at `place`, if that was its last step, and several threads had written the
/// same before: what they left is put together there.
pub(in super::super) fn alone(
    failure: &Failure,
    place: &Place,
    names: &Names,
) -> Vec<(Place, String)> {
    let Some(waited) = waited(failure, place) else {
        return Vec::new();
    };
    let is_last = told(failure).next_back().map(|it| it.number) == Some(waited.number);
    let panics = |it: &Step| it.operation == Operation::Panic;
    let writes =
        |it: &Step| it.operation == Operation::Store && writers(it, waited, failure).len() > 1;
    // What is kept under a lock was put together there.
    let locks = |it: &Step| it.operation == Operation::Lock && it.thread != waited.thread;
    let is_apart = told(failure).any(writes) && !told(failure).any(locks);
    if !is_last || failure.steps.iter().any(panics) || !is_apart {
        return Vec::new();
    }
    let at = (place.line, place.column);
    let here = |(it, _): &(Place, Written)| it.file == place.file;
    let next = names::written(&names.sources, |file| {
        names::after(file, at).into_iter().collect()
    });
    let text = "from here on no other thread has a part in the result".to_owned();
    let next = next
        .into_iter()
        .filter(here)
        .map(|(it, _)| (it, text.clone()));
    let again = names::written(&names.sources, |file| names::overwritten(file, at));
    let again = again.into_iter().filter(here).map(|(it, _)| {
        let text = format!(
            "each turn that comes here overwrites `{}`",
            names.called(&it)
        );
        (it, text)
    });
    let again: Vec<_> = again.collect();
    // Which of several matters nobody could say.
    let again = if again.len() == 1 { again } else { Vec::new() };
    next.chain(again).collect()
}
