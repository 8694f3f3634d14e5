//! Who makes, or takes, more than is asked for.

use super::{
    Mark,
    marks::{at, mark},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use std::collections::BTreeMap;
use wire::{Failure, Occurrence, Operation, Place, Step};

/// The last receive at the place with the most receives.
fn most_received(failure: &Failure) -> Option<&Step> {
    let received = failure.steps.iter().filter(|step| {
        step.operation == Operation::Receive
            && step.place.is_some()
            && step.occurrence == Occurrence::Done
    });
    let mut places: BTreeMap<(u32, &Option<Place>), (usize, &Step)> = BTreeMap::new();
    for step in received {
        let place = places.entry((step.thread, &step.place));
        let (count, last) = place.or_insert((0, step));
        (*count, *last) = (*count + 1, step);
    }
    let most = places.into_values();
    let most = most.max_by_key(|(count, step)| (*count, step.number));
    most.map(|(_, step)| step)
}

/// What is sent though nobody reads, and where its channel comes from.
pub(super) fn greedy(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    // Who was at work at the peak is marked itself.
    if story::at_the_peak(failure).is_some() || !story::workers(failure).is_empty() {
        return;
    }
    let last = |operation: Operation, channel: Option<u32>| {
        failure.steps.iter().rev().find(|step| {
            step.operation == operation
                && step.place.is_some()
                && step.occurrence == Occurrence::Done
                && channel.is_none_or(|id| step.object == Some(id))
        })
    };
    // What is piled up somewhere is what nobody asked for.
    let own = failure.objects.iter().filter(|it| it.created.is_some());
    let fullest = own.max_by_key(|it| (it.queued, u32::MAX - it.id));
    let fullest = fullest.filter(|it| it.queued > Some(0));
    let step = fullest
        .and_then(|channel| last(Operation::Send, Some(channel.id)))
        .or_else(|| last(Operation::Send, None))
        .or_else(|| most_received(failure));
    let Some(step) = step else {
        return;
    };
    let channel = failure.objects.iter().find(|it| Some(it.id) == step.object);
    let name = names.thread(step.thread);
    let is_unbounded = channel.is_some_and(|channel| channel.kind == "unbounded channel");
    let is_left = failure
        .threads
        .iter()
        .any(|it| it.id == step.thread && story::is_left(it));
    let has_no_room = channel.is_some_and(|channel| channel.kind.ends_with("capacity 0"));
    let had_to_wait = failure.steps.iter().any(|it| {
        let one = (it.thread, it.object, it.operation);
        let had = it.occurrence == Occurrence::Blocked;
        is_left && had && one == (step.thread, step.object, Operation::Send)
    });
    let text = match step.operation {
        Operation::Send if is_unbounded => {
            format!("{name} sends here, whether or not anybody reads")
        }
        Operation::Send if has_no_room && had_to_wait => {
            format!("{name} holds a value in hand here, until somebody takes it")
        }
        Operation::Send if had_to_wait => {
            format!("{name} sends here as long as there is room, and then holds a value in hand")
        }
        Operation::Send => format!("{name} sends here"),
        _ => format!("{name} takes values here, whether or not anybody reads"),
    };
    marks.extend(at(topic, step, text));
    if let Some(step) = story::twice_taken(failure).filter(|_| !is_unbounded) {
        let name = names.thread(step.thread);
        let text =
            format!("{name} takes one more value here, and has handed on nothing for the last");
        marks.extend(at(topic, step, text));
    }
    if let Some(channel) = channel
        && let Some(created) = &channel.created
    {
        let text = format!("{} is created here", names.object(channel.id, failure));
        marks.extend(mark(topic, created, text, false));
    }
}
