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
    let silences = story::silent(failure);
    if silences.is_empty() {
        leads(topic, story::passed(failure, names), marks);
    }
    for silence in silences {
        marks.extend(silent(topic, silence, failure, names));
    }
}

/// Where somebody had the lock of those who wait, and told them nothing.
pub(super) fn silent(
    topic: &TopicReport,
    (step, condvar): (&Step, u32),
    failure: &Failure,
    names: &Names,
) -> Option<Mark> {
    let who = names.thread(step.thread);
    let lock = names.object(step.object?, failure);
    let condvar = names.object(condvar, failure);
    let text = format!("{who} had {lock} from here, and did not notify {condvar} after that");
    mark(topic, step.place.as_ref()?, text, false)
}
