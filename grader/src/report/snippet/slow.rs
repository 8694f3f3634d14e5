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
use wire::{Code, Failure, Occurrence, Operation, Step};

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
        let longest = duration(spent.longest);
        let (times, time) = match spent.times {
            1 => (1, spent.time),
            // Those in which somebody else let the time pass count as well, once there are several.
            _ => waits_there(failure, spent.step).max((spent.times, spent.time)),
        };
        let (who, time) = (names.thread(spent.step.thread), duration(time));
        let text = match (spent.several, times) {
            (true, _) => format!("several threads spend time here, up to {longest} in one wait"),
            (false, 1) => format!("{who} spends {time} here"),
            (false, times) => format!("{who} spends {time} here, in {times} waits"),
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

/// How often a thread waited at a place while time passed, and for how long in all, as far as the steps tell.
fn waits_there(failure: &Failure, wait: &Step) -> (u64, u64) {
    if failure.elided > 0 {
        return (0, 0);
    }
    let mut own = failure.steps.iter().filter(|it| it.thread == wait.thread);
    let (mut times, mut time) = (0, 0);
    while let Some(step) = own.next() {
        if step.place != wait.place || step.occurrence != Occurrence::Blocked {
            continue;
        }
        let over = own.next().map_or(failure.at, |it| it.at);
        let spent = over.saturating_sub(step.at);
        times += u64::from(spent > 0);
        time += spent;
    }
    (times, time)
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
