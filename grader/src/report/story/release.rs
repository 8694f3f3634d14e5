//! Who waits for whom, since when, and who or what could have ended it, in sentences.

use super::{
    Names, between, helpers, is_able, is_left, leads, lost, origin, peak, show, streams, timeline,
    unfinished, wait_of, wakeups,
    words::{is_receiving, is_stuck, remedy},
};
use crate::text::{counted, duration, grouped};
use std::{collections::BTreeSet, fmt::Write};
use wire::{Code, Failure, HandleReport, ObjectReport, Operation, State, ThreadReport, Wait};

/// Threads that are told one by one, at most.
const MOST_LEFT: usize = 3;
/// Steps in which whoever keeps running has gone round.
const TURNS: usize = 60;

/// Sentences on what happened: the circle, where the wrong item came from, what did not overlap, who
/// waits since when, and who could end it.
pub(in super::super) fn sentences(failure: &Failure, names: &Names) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(circle(failure, names));
    lines.extend(origin::sentence(failure, names));
    lines.extend(unfinished::sentence(failure, names));
    lines.extend(lost::kept_back(failure, names));
    lines.extend(between::sentence(failure, names));
    lines.extend(streams::closings(failure, names));
    lines.extend(timeline::sentence(failure, names));
    lines.extend(peak::sentence(failure, names));
    if let Some(open) = leads::open_still(failure) {
        lines.extend(senders_of(open, failure, names));
    } else if is_stuck(failure.code) {
        lines.extend(left(failure, names));
        lines.extend(releases(failure, names));
        lines.extend(wakeups::notifications(failure, names));
    }
    lines.extend(streams::ended_with(failure, names));
    lines.extend(wakeups::for_no_reason(failure, names));
    lines.extend(wakeups::caught(failure, names));
    lines.extend(helpers::sentence(failure, names));
    for thread in &failure.threads {
        if let State::Panicked { message, place } = &thread.state
            && failure.code != Code::NotImplemented
        {
            let at = place.as_ref().map(|place| format!(" at {}", show(place)));
            let at = at.unwrap_or_default();
            let name = names.thread(thread.id);
            lines.push(format!("{name} panicked{at}: {message}"));
        }
    }
    if failure.at > 0 && timeline::timeline(failure, names).is_empty() {
        let at = duration(failure.at);
        lines.push(format!("virtual time of the failure: {at}"));
    }
    lines
}

/// Which threads are left after the check: since when, and what would have ended them.
fn left(failure: &Failure, names: &Names) -> Vec<String> {
    if !matches!(failure.code, Code::ThreadLeak | Code::CancellationIgnored) {
        return Vec::new();
    }
    let left = || {
        let threads = failure.threads.iter();
        threads.filter(|thread| thread.id != 0 && is_left(thread))
    };
    let mut lines: Vec<String> = left()
        .take(MOST_LEFT)
        .map(|thread| left_over(thread, failure, names))
        .collect();
    let more = left().count().saturating_sub(MOST_LEFT);
    if more > 0 {
        let more = counted(more, "more thread");
        lines.push(format!("{more} left in the same way or another"));
    }
    lines
}

/// "`worker`, spawned at src/lib.rs:9, waits since step 12: a value would end that"
fn left_over(thread: &ThreadReport, failure: &Failure, names: &Names) -> String {
    let spawned = thread.spawned.as_ref();
    let spawned = spawned.map(|place| format!(", spawned at {},", show(place)));
    let name = format!("{}{}", names.thread(thread.id), spawned.unwrap_or_default());
    match &thread.state {
        State::Blocked(wait) => {
            let of_kind = |id: &u32| failure.objects.iter().find(|it| it.id == *id);
            let kinds = wait.objects.iter().filter_map(of_kind);
            let kinds: Vec<&str> = kinds.map(|it| it.kind.as_str()).collect();
            let remedy = match kinds[..] {
                ["channel that never fires"] => Some("nothing ever comes from `never()`"),
                ["timer channel"] => Some("only time would end that"),
                _ if wait.place.as_ref().is_some_and(|it| names.waits_again(it)) => {
                    Some("a notification would make it look again")
                }
                _ => remedy(wait.operation),
            };
            let remedy = remedy.map(|remedy| format!(": {remedy}"));
            let remedy = remedy.unwrap_or_default();
            format!("{name} waits since step {}{remedy}", wait.since)
        }
        State::Sleeping { until, .. } => {
            let until = duration(*until);
            format!("{name} sleeps until {until}: nothing wakes it before")
        }
        State::Runnable { .. } | State::Finished | State::Panicked { .. } => {
            format!("{name} runs on: nothing tells it to stop")
        }
    }
}

/// Who could end the waits, each object once.
fn releases(failure: &Failure, names: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told = BTreeSet::new();
    for wait in failure.threads.iter().filter_map(wait_of) {
        for &id in &wait.objects {
            let object = failure.objects.iter().find(|object| object.id == id);
            if let Some(object) = object
                && takes_part(id, failure)
                && told.insert((id, is_receiving(wait.operation)))
            {
                lines.extend(release(object, wait, failure, names));
            }
        }
    }
    lines
}

/// Who keeps running does something with it in its last turns; who waits for that one waits for something else.
fn takes_part(id: u32, failure: &Failure) -> bool {
    let spins = matches!(failure.code, Code::BusyWait | Code::Livelock);
    let mut last = failure.steps.iter().rev().take(TURNS);
    !spins || last.any(|it| it.object == Some(id))
}

/// "circle: `left` waits for Mutex #2, held by `right`, which waits for Mutex #1, held by `left`"
fn circle(failure: &Failure, names: &Names) -> Option<String> {
    let first = *failure.cycle.first()?;
    let mut text = format!("circle: {}", names.thread(first));
    for (index, &id) in failure.cycle.iter().enumerate() {
        let next = failure.cycle.get(index + 1).copied().unwrap_or(first);
        let thread = failure.threads.iter().find(|thread| thread.id == id);
        let object = thread
            .and_then(wait_of)
            .and_then(|wait| wait.objects.first());
        let object = object.and_then(|&id| failure.objects.iter().find(|object| object.id == id));
        let which = if index == 0 { "" } else { ", which" };
        let next = names.thread(next);
        let _ = match object {
            Some(object) if object.kind.starts_with("end of thread") => {
                write!(text, "{which} waits for the end of {next}")
            }
            Some(object) if object.held_by.is_empty() => {
                let name = names.object(object.id, failure);
                write!(text, "{which} waits for {name}, which is up to {next}")
            }
            Some(object) => {
                let name = names.object(object.id, failure);
                write!(text, "{which} waits for {name}, held by {next}")
            }
            None => write!(text, "{which} waits for {next}"),
        };
    }
    Some(text)
}

/// Who could end a wait for this object.
fn release(object: &ObjectReport, wait: &Wait, failure: &Failure, names: &Names) -> Option<String> {
    let name = names.object(object.id, failure);
    if !object.held_by.is_empty() {
        // A circle has said so already.
        if !failure.cycle.is_empty() {
            return None;
        }
        let holders: Vec<_> = object.held_by.iter().map(|&id| names.thread(id)).collect();
        return Some(format!("{name} is held by {}", holders.join(", ")));
    }
    if object.handles.is_empty() {
        return None;
    }
    let sends_itself = wait.operation == Operation::Select && is_own_sender(object, wait, failure);
    let role = if is_receiving(wait.operation) && !sends_itself {
        "sender"
    } else {
        "receiver"
    };
    let handles: Vec<_> = object
        .handles
        .iter()
        .filter(|handle| handle.role == role)
        .collect();
    let queued = object.queued.filter(|&queued| queued > 0);
    let queued = queued.map(|queued| format!("; {} in it", counted_values(queued)));
    let queued = queued.unwrap_or_default();
    if handles.is_empty() {
        return Some(format!("{name}: no {role} is left{queued}"));
    }
    let list: Vec<_> = handles
        .iter()
        .take(3)
        .map(|handle| self_told(handle, failure, names))
        .collect();
    let more = handles.len().saturating_sub(3);
    let more = if more == 0 {
        String::new()
    } else {
        format!(", and {more} more")
    };
    // Where somebody keeps moving, nobody knows what will come yet.
    let moves = matches!(
        failure.code,
        Code::BusyWait | Code::Livelock | Code::EndlessComputation
    );
    let able = moves || handles.iter().any(|handle| is_able(handle, failure));
    let count = counted(handles.len(), role);
    let list = list.join(", ");
    Some(match (able, role) {
        (true, _) => format!("{name}: {count} still open, {list}{more}{queued}"),
        (false, "sender") => format!(
            "{name} does not close: {count} still open, {list}{more}; nobody will send on it{queued}"
        ),
        (false, _) => {
            format!("{name}: {count} still open, {list}{more}; nobody will receive from it{queued}")
        }
    })
}

/// Whoever waits here uses a sender of the channel: of a `select!` that is a branch that sends.
fn is_own_sender(object: &ObjectReport, wait: &Wait, failure: &Failure) -> bool {
    let mut senders = object.handles.iter().filter(|it| it.role == "sender");
    let waits = |id: u32| {
        let thread = failure.threads.iter().find(|it| it.id == id);
        thread.and_then(wait_of).is_some_and(|it| it == wait)
    };
    // What it did there before, in a line of the same code, shows which end of the channel it has.
    let used = failure.steps.iter().rfind(|it| {
        let ends = matches!(it.operation, Operation::Send | Operation::Receive);
        waits(it.thread) && it.object == Some(object.id) && it.place.is_some() && ends
    });
    if let Some(used) = used {
        return used.operation == Operation::Send;
    }
    senders.any(|it| waits(it.last_used_by.unwrap_or(it.made_by)))
}

/// Who keeps a stream open.
fn senders_of(id: u32, failure: &Failure, names: &Names) -> Option<String> {
    let object = failure.objects.iter().find(|object| object.id == id)?;
    let senders = object.handles.iter().filter(|it| it.role == "sender");
    let senders: Vec<String> = senders
        .take(3)
        .map(|handle| self_told(handle, failure, names))
        .collect();
    let name = names.end(id, Operation::Receive, failure);
    let list = senders.join(", ");
    (!senders.is_empty()).then(|| format!("{name} is kept open by a sender {list}"))
}

/// "made by `main` at src/lib.rs:7"
fn self_told(handle: &HandleReport, failure: &Failure, names: &Names) -> String {
    let place = handle
        .made
        .as_ref()
        .map(|place| format!(" at {}", show(place)))
        .unwrap_or_default();
    let made = format!("made by {}{place}", names.thread(handle.made_by));
    let owner = handle.last_used_by.unwrap_or(handle.made_by);
    let owner = failure.threads.iter().find(|thread| thread.id == owner);
    let ended = owner.is_some_and(|owner| owner.id != 0 && !is_left(owner));
    let ended = if ended { ", which has ended since" } else { "" };
    match handle.last_used_by {
        Some(user) if user != handle.made_by => {
            format!("{made}, last used by {}{ended}", names.thread(user))
        }
        Some(_) | None => format!("{made}{ended}"),
    }
}

fn counted_values(count: u64) -> String {
    if count == 1 {
        "1 value waits".to_owned()
    } else {
        format!("{} values wait", grouped(count))
    }
}
