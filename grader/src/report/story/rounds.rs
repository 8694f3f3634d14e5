//! How many threads a loop started, where too few may be at fault.

use super::{Names, clue::Clue, leads::told, wants_a_panic};
use crate::report::names::fills;
use crate::text::counted;
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step, ThreadReport};

/// The last step where a wrong value showed.
fn last(failure: &Failure) -> Option<&Step> {
    let place = failure.place.as_ref()?;
    let is_told =
        failure.code == Code::WrongValue && failure.elided == 0 && !wants_a_panic(failure);
    let step = told(failure).rfind(|step| step.place.as_ref() == Some(place))?;
    is_told.then_some(step)
}

/// Of a channel that had no room when the value was wrong: where those were started who ever took something from it,
/// and where it was made.
pub(in super::super) fn takers(failure: &Failure, names: &Names) -> Vec<Clue> {
    let refused = last(failure)
        .filter(|it| (it.operation, it.occurrence) == (Operation::Send, Occurrence::Refused));
    let Some(refused) = refused else {
        return Vec::new();
    };
    let mut objects = failure.objects.iter();
    let channel = objects.find(|it| Some(it.id) == refused.object);
    let Some((channel, created)) = channel.and_then(|it| Some((it, it.created.as_ref()?))) else {
        return Vec::new();
    };
    let receives = |it: &Step| {
        let takes = [Operation::Receive, Operation::Select];
        takes.contains(&it.operation) && it.object == Some(channel.id)
    };
    let mut started: BTreeMap<&Place, usize> = BTreeMap::new();
    for thread in &failure.threads {
        let mut steps = failure.steps.iter();
        if steps.any(|it| it.thread == thread.id && receives(it)) {
            let Some(spawned) = &thread.spawned else {
                return Vec::new();
            };
            *started.entry(spawned).or_default() += 1;
        }
    }
    if started.is_empty()
        || failure
            .steps
            .iter()
            .any(|it| it.operation == Operation::Select)
    {
        return Vec::new();
    }
    let end = names.end(channel.id, Operation::Receive, failure);
    let mut clues: Vec<Clue> = Vec::new();
    for (spawned, count) in started {
        let all = started_at(spawned, failure).count();
        // Who can go on may take something yet.
        let is_open = |it: &ThreadReport| matches!(it.state, State::Runnable { .. });
        if started_at(spawned, failure).any(is_open) {
            return Vec::new();
        }
        // Where several take, and nobody is kept from it, they are as many as they ought to be, as far as can be seen.
        let text = match (count, all) {
            (1, 1) => format!("1 thread is spawned here, and takes from {end}"),
            (count, all) if count == all => return Vec::new(),
            (1, all) => format!("of {all} threads that are spawned here, 1 takes from {end}"),
            (count, all) => {
                format!("of {all} threads that are spawned here, {count} take from {end}")
            }
        };
        clues.push(Clue::beside(spawned.clone(), text));
        // What keeps the others from it.
        for thread in started_at(spawned, failure) {
            if let State::Blocked(wait) = &thread.state
                && let Some(place) = &wait.place
                && wait.operation == Operation::Lock
            {
                let who = names.thread(thread.id);
                let text = format!("{who} waits {} here", names.waits_for(wait, failure));
                clues.push(Clue::beside(place.clone(), text));
            }
        }
        clues.extend(round(spawned, failure, names));
    }
    let name = names.object(channel.id, failure);
    clues.push(Clue::beside(
        created.clone(),
        format!("{name} is created here"),
    ));
    clues
}

/// The threads that were started at a place.
fn started_at<'f>(
    spawned: &'f Place,
    failure: &'f Failure,
) -> impl Iterator<Item = &'f ThreadReport> {
    let threads = failure.threads.iter();
    threads.filter(move |it| it.spawned.as_ref() == Some(spawned))
}

/// The loop around a place at which threads were started, how many, and what says how often it goes round.
fn round(spawned: &Place, failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(round) = names.look(&spawned.file, |file| fills::round(file, spawned)) else {
        return Vec::new();
    };
    let (Some(round), Some(lines)) = (round, names.lines_around(spawned)) else {
        return Vec::new();
    };
    let count = started_at(spawned, failure).count();
    let text = format!("this spawns {} in all", counted(count, "thread"));
    let mut clues = vec![Clue::beside(round.spot.within(&spawned.file), text)];
    for name in &round.names {
        let computed = |file: &syn::File| fills::computed(file, name, lines, round.spot);
        if let Some(spot) = names.look(&spawned.file, computed).flatten() {
            let text = format!("`{name}` is computed here");
            clues.push(Clue::beside(spot.within(&spawned.file), text));
        }
    }
    clues
}

/// The loop that started one thread only, in the function that waited for its end when the value was wrong.
pub(in super::super) fn one_round(failure: &Failure, names: &Names) -> Vec<Clue> {
    let joined = last(failure).filter(|it| it.operation == Operation::Join);
    let Some(joined) = joined.and_then(|it| it.place.as_ref()) else {
        return Vec::new();
    };
    let mut spawned = failure.threads.iter().filter_map(|it| it.spawned.as_ref());
    match (spawned.next(), spawned.next()) {
        (Some(one), None) if names.are_in_one_function(one, joined) => round(one, failure, names),
        _ => Vec::new(),
    }
}
