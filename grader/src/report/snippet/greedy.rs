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
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// The channel that the message is about, if its subject ends with such a name: "prioritised, side high: …".
fn named(failure: &Failure, names: &Names) -> Option<u32> {
    let (subject, _) = failure.message.split_once(": ")?;
    let word = subject.rsplit(' ').next()?;
    let is_named = |id: u32| {
        let name = names.object(id, failure);
        let name = name.split(" (").next().unwrap_or_default();
        let name = name.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
        name == Some(word)
    };
    let mut found = failure.objects.iter().filter(|it| is_named(it.id));
    match (found.next(), found.next()) {
        (Some(object), None) if failure.code == Code::NotLazy => Some(object.id),
        _ => None,
    }
}

/// The last receive at the place with the most receives, from the channel that is named, if one is.
fn most_received<'f>(
    failure: &'f Failure,
    names: &Names,
    is_about: impl Fn(u32) -> bool,
) -> Option<&'f Step> {
    let channel = named(failure, names);
    let received = failure.steps.iter().filter(|step| {
        is_about(step.thread)
            && channel.is_none_or(|id| step.object == Some(id))
            && step.operation == Operation::Receive
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
    // Who was at work at the peak is marked itself, and where too many threads were started.
    let are_threads_told =
        !story::workers(failure).is_empty() || !story::too_many_there(failure).is_empty();
    if story::at_the_peak(failure).is_some() || are_threads_told {
        return;
    }
    // Who makes up for what was missed has no more in hand than others.
    if !story::made_up(failure, names).is_empty() {
        return;
    }
    // Of several stages it is the one that the message names.
    let mut stage = story::threads_of_the_named(failure, names);
    stage.retain(|_| failure.code == Code::NotLazy);
    let is_about = |thread: u32| stage.is_empty() || stage.contains(&thread);
    let last = |operation: Operation, channel: Option<u32>| {
        failure.steps.iter().rev().find(|step| {
            is_about(step.thread)
                && step.operation == operation
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
        .or_else(|| most_received(failure, names, is_about));
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
    // What is sent without a bound says enough, and so does what the one that the message names takes twice.
    let is_named = !stage.is_empty() && step.operation == Operation::Receive;
    let twice = story::twice_taken_by(failure, is_about).filter(|_| is_named || !is_unbounded);
    if !is_named || twice.is_none_or(|it| it.place != step.place) {
        marks.extend(at(topic, step, text));
    }
    if let Some(step) = twice {
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
