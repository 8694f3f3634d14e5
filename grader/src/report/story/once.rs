//! Who was woken from a wait after an `if`, and went on without another look at what it had waited for.

use super::{Names, leads::told, wakeups, words};
use crate::report::names;
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step};

/// Who was woken so.
pub(in super::super) struct Once<'f> {
    /// The step in which that was.
    pub(in super::super) step: &'f Step,
    /// The thread did nothing more, and ended.
    pub(in super::super) ended: bool,
}

/// The last step of each thread in which such a wait ended by a notification, and not with another wait.
pub(in super::super) fn once<'f>(failure: &'f Failure, names: &Names) -> Vec<Once<'f>> {
    let others = [Code::NotLazy, Code::TooLate];
    // That a wait may end for no reason is told apart.
    if words::is_stuck(failure.code)
        || others.contains(&failure.code)
        || wakeups::idle(failure).is_some()
    {
        return Vec::new();
    }
    let mut last: BTreeMap<(&Place, u32), &Step> = BTreeMap::new();
    let woken = told(failure).filter(|step| {
        step.operation == Operation::Wait
            && step.occurrence == Occurrence::Done
            && !wakeups::waits_again(step, failure)
    });
    for step in woken {
        if let Some(place) = step.place.as_ref() {
            last.insert((place, step.thread), step);
        }
    }
    last.retain(|(place, _), _| names.waits_once(place));
    let lets_go = [Operation::Unlock, Operation::Drop, Operation::Finish];
    let once = |step: &'f Step| {
        let mut after = failure.steps.iter();
        let goes_on = after.any(|it| {
            it.thread == step.thread && it.number > step.number && !lets_go.contains(&it.operation)
        });
        let mut threads = failure.threads.iter();
        let has_ended =
            threads.any(|it| it.id == step.thread && matches!(it.state, State::Finished));
        Once {
            step,
            ended: has_ended && !goes_on,
        }
    };
    let mut all: Vec<Once<'_>> = last.into_values().map(once).collect();
    // Who ended is missed; otherwise the last tells enough.
    if all.iter().any(|it| it.ended) {
        all.retain(|it| it.ended);
    } else {
        all.sort_by_key(|it| std::cmp::Reverse(it.step.number));
        all.truncate(1);
    }
    all
}

impl Names {
    /// A wait stands there that is not repeated.
    fn waits_once(&self, place: &Place) -> bool {
        let text = self.sources.get(&place.file);
        let waits = text.map_or_else(Vec::new, |text| names::waits_once(text));
        waits.contains(&(place.line, place.column))
    }
}
