//! Who told those who wait last, and who did not.

use super::{
    Mark,
    marks::{leads, mark},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use wire::{Failure, Step};

/// Where those were notified last on whom somebody waits.
pub(super) fn notifications(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    for condvar in story::waited_for(failure) {
        if let Some(step) = story::last_notification(failure, condvar)
            && let Some(place) = &step.place
        {
            let name = names.object(condvar, failure);
            let text = format!("{name} was last notified here");
            marks.extend(mark(topic, place, text, false));
        }
    }
    let silences = story::silent(failure, names);
    if silences.is_empty() {
        leads(topic, story::passed(failure, names), marks);
    }
    for silence in silences {
        let found = silent(topic, silence, failure, names);
        // The wait is where it shows, and the change where it is made.
        if found.iter().any(|it| it.primary) {
            for other in &mut *marks {
                other.primary = false;
            }
        }
        marks.extend(found);
    }
}

/// Where somebody had the lock of those who wait, and told them nothing; and the one thing that changed under it. Where a
/// function gives the guard back, that is where it was called.
pub(super) fn silent(
    topic: &TopicReport,
    (step, condvar): (&Step, u32),
    failure: &Failure,
    names: &Names,
) -> Vec<Mark> {
    let (Some(lock), Some(place)) = (step.object, step.place.as_ref()) else {
        return Vec::new();
    };
    let (place, changed) = story::held_by_caller(failure, step, names).unwrap_or((place, None));
    let who = names.thread(step.thread);
    let lock = names.object(lock, failure);
    let condvar = names.object(condvar, failure);
    let text = format!("{who} had {lock} from here, and did not notify {condvar} after that");
    let changed = changed.and_then(|place| {
        let text = format!("this is changed while {who} has {lock}, and {condvar} is not notified");
        mark(topic, &place, text, true)
    });
    changed
        .into_iter()
        .chain(mark(topic, place, text, false))
        .collect()
}
