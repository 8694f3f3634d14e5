//! What takes too long, or keeps threads from working at once.

use super::{
    Mark,
    marks::{at, mark},
    places::places,
    silence,
};
use crate::{
    report::{
        TopicReport,
        story::{self, Names},
    },
    text::duration,
};
use wire::{Code, Failure, Operation};

/// What keeps threads from working at once, or takes too long.
pub(super) fn slow(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let shared = story::shared(failure, names);
    let starved = story::starved(failure, names);
    // What takes its time by order of the check is no cause where a cause is known.
    let is_explained = shared.is_some() || starved.is_some();
    places(topic, shared.into_iter().collect(), true, marks);
    if let Some(starved) = starved {
        marks.extend(at(topic, starved.giver, starved.keeps));
        let place = starved.idle.place.as_ref();
        marks.extend(place.and_then(|place| mark(topic, place, starved.waits, false)));
    }
    if story::held(failure).is_some() {
        locked(topic, failure, names, marks);
    } else if let Some(spent) = story::longest(failure, names) {
        let (time, longest) = (duration(spent.time), duration(spent.longest));
        let text = match (spent.several, spent.times) {
            (true, _) => format!("several threads spend up to {longest} here at a time"),
            (false, 1) => format!("{} spends {time} here", names.thread(spent.step.thread)),
            (false, times) => format!(
                "{} spends {time} here, in {times} waits",
                names.thread(spent.step.thread)
            ),
        };
        let primary = !is_explained
            || spent.step.operation != Operation::Sleep
            || names.is_own_sleep(spent.step);
        let place = spent.step.place.as_ref();
        marks.extend(place.and_then(|place| mark(topic, place, text, primary)));
    }
    if failure.code == Code::TooLate
        && let Some(silent) = story::silent_before_the_limit(failure)
    {
        marks.extend(silence::silent(topic, silent, failure, names));
    }
    if failure.code == Code::NotConcurrent
        && story::held(failure).is_none()
        && let Some((time, step)) = story::kept_waiting(failure)
    {
        let name = names.thread(step.thread);
        let time = duration(time);
        let text = format!("{name} is kept waiting here for {time}");
        marks.extend(at(topic, step, text));
    }
}

/// A lock that is held while time passes and others wait for it.
pub(super) fn locked(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if let Some((object, place)) = story::held(failure) {
        let lock = names.object(object, failure);
        let text =
            format!("{lock} is locked here, and held while time passes and others wait for it");
        marks.extend(mark(topic, place, text, true));
    }
}
