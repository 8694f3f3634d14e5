//! Where a thread's turns go by, and where a panic ended one.

use super::{
    Mark,
    marks::mark,
    said::{self, Said},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation, Place, State, Step};

/// How many places are marked, at most.
const MOST: usize = 2;
/// Among so many of its last steps a thread comes by a place as often as this, if that is part of its turns.
const LAST: usize = 60;
const OFTEN: usize = 5;

/// Where who keeps running lets others go first, or sleeps, again and again: that is where its loop goes round.
pub(super) fn yields(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if failure.code != Code::BusyWait {
        return;
    }
    let runs = |id: u32| {
        let mut threads = failure.threads.iter();
        threads.any(|it| it.id == id && matches!(it.state, State::Runnable { .. }))
    };
    let is_turn = |step: &Step| step.operation == Operation::Yield || names.is_own_sleep(step);
    // Who moved last is the one that keeps running.
    let Some(thread) = failure.steps.last().map(|it| it.thread) else {
        return;
    };
    if !runs(thread) {
        return;
    }
    let own = failure.steps.iter().rev().filter(|it| it.thread == thread);
    let turns: Vec<(&Place, &Step)> = own
        .take(LAST)
        .filter(|it| is_turn(it))
        .filter_map(|it| Some((it.place.as_ref()?, it)))
        .collect();
    let Some(&(place, step)) = turns.first() else {
        return;
    };
    if turns.iter().filter(|(it, _)| *it == place).count() < OFTEN {
        return;
    }
    let does = match step.operation {
        Operation::Sleep => "sleeps",
        _ => "yields",
    };
    let text = format!("{} {does} here, again and again", names.thread(thread));
    if let Some(found) = mark(topic, place, text, true)
        && !marks.iter().any(|it| is_at(it, &found))
    {
        marks.push(found);
    }
}

/// Where panics ended threads that were to go on, beside what that brought about.
pub(super) fn panicked(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::LostItem | Code::EarlyClose | Code::Panic
    );
    if !is_about || story::wants_a_panic(failure) {
        return;
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for thread in failure.threads.iter().filter(|it| it.spawned.is_some()) {
        let State::Panicked {
            place: Some(place), ..
        } = &thread.state
        else {
            continue;
        };
        if seen.len() == MOST && !seen.contains(place) {
            continue;
        }
        seen.insert(place);
        let name = names.thread(thread.id);
        let said = Said::of(name, said::PANICKED, "here, and ended");
        found.extend(mark(topic, place, said, false));
    }
    let is_told = |new: &Mark| {
        let mut there = marks.iter().filter(|it| is_at(it, new));
        there.any(|it| said::together(&it.said).contains("panic"))
    };
    found.retain(|it| !is_told(it));
    marks.extend(found);
}

/// Both stand at one place.
fn is_at(one: &Mark, other: &Mark) -> bool {
    one.file == other.file && one.span == other.span
}
