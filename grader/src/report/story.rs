//! What happened, in sentences: who waits for whom, who could have helped, and the last steps.

use crate::text::{counted, duration, grouped};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use wire::{
    Code, Failure, HandleReport, ObjectReport, Occurrence, Operation, Place, State, Step, Switch,
    ThreadReport, Wait,
};

/// How threads and objects of one failure are called.
pub(super) struct Names {
    threads: BTreeMap<u32, String>,
    objects: BTreeMap<u32, String>,
    waited_for: BTreeSet<u32>,
}

impl Names {
    /// Finds short names: objects of a kind that occurs once have no number.
    pub(super) fn of(failure: &Failure) -> Names {
        let blocked = failure.threads.iter().filter_map(wait_of);
        let waited_for = blocked
            .flat_map(|wait| wait.objects.iter().copied())
            .collect();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for object in &failure.objects {
            *counts.entry(&object.kind).or_default() += 1;
        }
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let objects = failure.objects.iter().map(|object| {
            let number = numbers.entry(&object.kind).or_default();
            *number += 1;
            let name = match counts[object.kind.as_str()] {
                1 if object.kind.starts_with("thread") => object.kind.clone(),
                1 => format!("the {}", object.kind),
                _ => format!("{} #{number}", object.kind),
            };
            (object.id, name)
        });
        let objects = objects.collect();
        let name = |thread: &ThreadReport| format!("`{}`", thread.name);
        let threads = failure
            .threads
            .iter()
            .map(|thread| (thread.id, name(thread)))
            .collect();
        Names {
            threads,
            objects,
            waited_for,
        }
    }

    /// A thread's name.
    pub(super) fn thread(&self, id: u32) -> String {
        self.threads
            .get(&id)
            .cloned()
            .unwrap_or_else(|| format!("thread {id}"))
    }

    /// An object's name.
    pub(super) fn object(&self, id: u32, failure: &Failure) -> String {
        match self.objects.get(&id) {
            Some(name) => name.clone(),
            None if failure.threads.iter().any(|thread| thread.id == id) => self.thread(id),
            None => format!("object {id}"),
        }
    }

    /// Somebody waits for it.
    pub(super) fn is_waited_for(&self, id: u32) -> bool {
        self.waited_for.contains(&id)
    }

    /// "to lock Mutex #2"
    pub(super) fn waits_for(&self, wait: &Wait, failure: &Failure) -> String {
        let objects: Vec<_> = wait
            .objects
            .iter()
            .map(|&id| self.object(id, failure))
            .collect();
        let objects = objects.join(" or ");
        let (verb, preposition) = infinitive(wait.operation);
        let limit = match wait.deadline {
            Some(at) => format!(", until {}", duration(at)),
            None => String::new(),
        };
        if objects.is_empty() {
            return format!("{verb}{limit}");
        }
        format!("{verb} {preposition}{objects}{limit}")
    }
}

/// The longest headline, in characters; what is longer is cut where a sentence or clause ends.
const HEADLINE: usize = 84;

/// The first clause of a failure's message, and the rest of it; what the code means, if there is no
/// message.
pub(super) fn headline(failure: &Failure) -> (String, String) {
    let prefix = if failure.uncontrolled {
        "potential: "
    } else {
        ""
    };
    let message = failure.message.trim();
    if message.is_empty() {
        let summary = failure.code.summary().trim_end_matches('.');
        return (format!("{prefix}{summary}"), String::new());
    }
    let (line, below) = message.split_once('\n').unwrap_or((message, ""));
    let (first, rest) = if line.chars().count() <= HEADLINE {
        (line, "")
    } else {
        let ends = [". ", "; ", ": "].map(|end| line.find(end).map(|at| (at, end.len())));
        match ends.into_iter().flatten().min() {
            Some((at, length)) => (&line[..at], &line[at + length..]),
            None => (line, ""),
        }
    };
    let rest = [rest, below].join("\n").trim().to_owned();
    (format!("{prefix}{}", first.trim_end_matches('.')), rest)
}

/// Sentences on who waits for whom, and who could end it.
pub(super) fn sentences(failure: &Failure, names: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(circle) = circle(failure, names) {
        lines.push(circle);
    }
    let mut told = BTreeSet::new();
    for thread in &failure.threads {
        let Some(wait) = wait_of(thread) else {
            continue;
        };
        for &id in &wait.objects {
            let object = failure.objects.iter().find(|object| object.id == id);
            if let Some(object) = object
                && told.insert((id, is_receiving(wait.operation)))
            {
                lines.extend(release(object, wait, failure, names));
            }
        }
    }
    for thread in &failure.threads {
        if let State::Panicked { message, place } = &thread.state {
            let at = place
                .as_ref()
                .map(|place| format!(" at {}", show(place)))
                .unwrap_or_default();
            lines.push(format!(
                "{} panicked{at}: {message}",
                names.thread(thread.id)
            ));
        }
    }
    if failure.at > 0 {
        lines.push(format!(
            "virtual time of the failure: {}",
            duration(failure.at)
        ));
    }
    lines
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
    let role = if is_receiving(wait.operation) {
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
        .map(|handle| self_told(handle, names))
        .collect();
    let more = handles.len().saturating_sub(3);
    let more = if more == 0 {
        String::new()
    } else {
        format!(", and {more} more")
    };
    let able = handles.iter().any(|handle| is_able(handle, failure));
    let verdict = match (able, role) {
        (true, _) => String::new(),
        (false, "sender") => "nobody is left who could send: ".to_owned(),
        (false, _) => "nobody is left who could receive: ".to_owned(),
    };
    let count = counted(handles.len(), role);
    Some(format!(
        "{name}: {verdict}{count} still open, {}{more}{queued}",
        list.join(", ")
    ))
}

/// "made by `main` at src/lib.rs:7"
fn self_told(handle: &HandleReport, names: &Names) -> String {
    let place = handle
        .made
        .as_ref()
        .map(|place| format!(" at {}", show(place)))
        .unwrap_or_default();
    let made = format!("made by {}{place}", names.thread(handle.made_by));
    match handle.last_used_by {
        Some(user) if user != handle.made_by => {
            format!("{made}, last used by {}", names.thread(user))
        }
        Some(_) | None => made,
    }
}

/// Whoever has the handle could still use it.
fn is_able(handle: &HandleReport, failure: &Failure) -> bool {
    let owner = handle.last_used_by.unwrap_or(handle.made_by);
    let owner = failure.threads.iter().find(|thread| thread.id == owner);
    owner
        .is_some_and(|owner| matches!(owner.state, State::Runnable { .. } | State::Sleeping { .. }))
}

/// The last steps before the failure: at most so many, and how many there were in all.
pub(super) fn steps(failure: &Failure, names: &Names, most: usize) -> Vec<String> {
    let all = failure.steps.len() as u64 + failure.elided;
    let shown = &failure.steps[failure.steps.len().saturating_sub(most)..];
    if shown.is_empty() {
        return Vec::new();
    }
    let width = |step: &Step| names.thread(step.thread).chars().count();
    let widest = shown.iter().map(width).max().unwrap_or(0);
    let title = match (shown.len() as u64, all) {
        (shown, all) if shown == all => format!("how it came to that ({}):", counted_steps(all)),
        (shown, all) => format!(
            "how it came to that (the last {shown} of {} steps):",
            grouped(all)
        ),
    };
    let line = |step: &Step| {
        let thread = names.thread(step.thread);
        let place = step
            .place
            .as_ref()
            .map(|place| format!("  {}", show(place)));
        let switch = match step.switch {
            Some(Switch::Preempted) => "⇄ ",
            Some(Switch::Blocked | Switch::Yielded | Switch::Finished) | None => "  ",
        };
        let deed = deed(step, failure, names);
        format!(
            "{switch}{thread:<widest$}  {deed}{}",
            place.unwrap_or_default()
        )
    };
    [title].into_iter().chain(shown.iter().map(line)).collect()
}

/// What a step did, as a sentence without its subject.
pub(super) fn deed(step: &Step, failure: &Failure, names: &Names) -> String {
    let (verb, preposition) = third_person(step.operation);
    let object = step
        .object
        .map(|id| format!(" {preposition}{}", names.object(id, failure)));
    let object = object.unwrap_or_default();
    let note = step
        .note
        .as_ref()
        .map(|note| format!(" ({note})"))
        .unwrap_or_default();
    let outcome = match step.occurrence {
        Occurrence::Done => "",
        Occurrence::Blocked => ": has to wait",
        Occurrence::Refused => ": not possible now",
        Occurrence::TimedOut => ": its time is over",
        Occurrence::Disconnected => ": the other side is gone",
    };
    format!("{verb}{object}{note}{outcome}")
}

/// "src/lib.rs:7"
fn show(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

fn wait_of(thread: &ThreadReport) -> Option<&Wait> {
    match &thread.state {
        State::Blocked(wait) => Some(wait),
        State::Runnable { .. }
        | State::Sleeping { .. }
        | State::Finished
        | State::Panicked { .. } => None,
    }
}

fn is_receiving(operation: Operation) -> bool {
    matches!(operation, Operation::Receive | Operation::Select)
}

fn counted_values(count: u64) -> String {
    if count == 1 {
        "1 value waits".to_owned()
    } else {
        format!("{} values wait", grouped(count))
    }
}

fn counted_steps(count: u64) -> String {
    if count == 1 {
        "1 step".to_owned()
    } else {
        format!("{} steps", grouped(count))
    }
}

/// "to lock" and the preposition of its object.
fn infinitive(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::Join => ("for the end of", ""),
        Operation::Lock => ("to lock", ""),
        Operation::Read => ("to read-lock", ""),
        Operation::Wait => ("to be notified", "on "),
        Operation::Send => ("to send", "on "),
        Operation::Receive => ("to receive", "from "),
        Operation::Select => ("in a `select!`", "on "),
        Operation::Sleep => ("in a sleep", ""),
        Operation::Park => ("to be unparked", ""),
        Operation::Barrier => ("for the others", "at "),
        Operation::Once => ("for the initialisation", "of "),
        Operation::Settle => ("for everybody to settle", ""),
        Operation::Gate => ("at a closed gate", ""),
        other => (third_person(other).0, third_person(other).1),
    }
}

/// "locks" and the preposition of its object.
fn third_person(operation: Operation) -> (&'static str, &'static str) {
    match operation {
        Operation::Spawn => ("spawns", ""),
        Operation::Start => ("begins", ""),
        Operation::Finish => ("ends", ""),
        Operation::Join => ("joins", ""),
        Operation::Lock => ("locks", ""),
        Operation::Read => ("read-locks", ""),
        Operation::Unlock => ("unlocks", ""),
        Operation::Wait => ("waits", "on "),
        Operation::NotifyOne => ("notifies one", "on "),
        Operation::NotifyAll => ("notifies all", "on "),
        Operation::Send => ("sends", "on "),
        Operation::Receive => ("receives", "from "),
        Operation::Select => ("selects", "on "),
        Operation::Clone => ("clones an endpoint", "of "),
        Operation::Drop => ("drops an endpoint", "of "),
        Operation::Load => ("loads", ""),
        Operation::Store => ("stores", "to "),
        Operation::Update => ("updates", ""),
        Operation::Fence => ("fences", ""),
        Operation::Sleep => ("sleeps", ""),
        Operation::Yield => ("yields", ""),
        Operation::Park => ("parks", ""),
        Operation::Unpark => ("unparks", ""),
        Operation::Barrier => ("arrives", "at "),
        Operation::Once => ("initialises", ""),
        Operation::Settle => ("settles", ""),
        Operation::Gate => ("arrives at a gate", ""),
        Operation::Panic => ("panics", ""),
        Operation::Assert => ("checks", ""),
    }
}

/// Whether a failure is told with threads and steps: a wrong value is not better understood by them
/// unless they are asked for.
pub(super) fn wants_steps(failure: &Failure) -> bool {
    !matches!(
        failure.code,
        Code::NotImplemented
            | Code::DoesNotCompile
            | Code::ForbiddenApi
            | Code::ContractViolated
            | Code::TooMuchOutput
            | Code::OutOfMemory
            | Code::StackOverflow
    )
}
