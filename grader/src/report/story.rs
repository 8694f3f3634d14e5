//! What happened, in sentences: who waits for whom, who could have helped, and the last steps.

mod answer;
mod apart;
mod at_once;
mod begun_anew;
mod beside;
mod between;
mod called;
mod callers;
mod clue;
mod ended_early;
mod endless;
mod entries;
mod filled;
mod fold;
mod gave_up;
mod given;
mod had_again;
mod headline;
mod helpers;
mod kept;
mod kept_over;
mod leads;
mod left_behind;
mod left_in;
mod lost;
mod moments;
mod once;
mod origin;
mod overhauled;
mod overtaken;
mod passed;
mod passed_over;
mod peak;
mod release;
mod rounds;
#[cfg(test)]
mod sample;
mod set_before;
mod shared;
mod slept;
mod slice;
mod source;
mod starved;
mod steps;
mod streams;
mod suspects;
mod swallowed;
mod thrown;
mod timeline;
mod told;
mod trail;
mod twice;
mod unfinished;
mod unwound;
mod wakeups;
mod wanted;
mod woken;
mod words;

pub(super) use answer::{GIVES, answer};
pub(super) use at_once::at_once;
pub(super) use begun_anew::begun_anew;
pub(super) use beside::*;
pub(super) use between::{between, place as place_of_between};
pub(super) use callers::{callers, waiting_callers};
pub(super) use clue::Clue;
pub(super) use ended_early::ended_early;
pub(super) use endless::endless;
pub(super) use entries::{
    comes_in, entries_of, is_before_a_note, last_in, let_in, too_many_started,
};
pub(super) use gave_up::is_silence;
pub(super) use given::{given, is_computed};
pub(super) use headline::headline;
pub(super) use helpers::waits;
pub(super) use kept::{
    callers_at_work, callers_inside, counts, has_room, in_buffers, receivers as kept_receivers,
};
pub(super) use kept_over::kept_over;
pub(super) use leads::{
    Lead, before_the_brace, last_changes, last_of_all, last_value, leads, looked_at, open_still,
    provoked, twice_taken, twice_taken_by, woken_early,
};
pub(super) use left_behind::{alone, left_behind};
pub(super) use left_in::left_in;
pub(super) use lost::{asks_the_gone, error_swallowed, gone, reached, received_after, signal};
pub(super) use moments::set_anew;
pub(super) use once::once;
pub(super) use origin::{origin, place as place_of_origin};
pub(super) use passed::passed;
pub(super) use peak::{at_the_peak, too_many_there, workers};
pub(super) use release::sentences;
pub(super) use set_before::set_before;
pub(super) use shared::shared;
pub(super) use slept::slept;
pub(super) use slice::{slice, waits_in_vain};
pub(super) use starved::starved;
pub(super) use steps::{cited, steps};
pub(super) use streams::{advice as advice_of_what_went, found_closed, gone_with, made_closers};
pub(super) use suspects::deciders;
pub(super) use thrown::is_kept;
pub(super) use timeline::{Spent, held, kept_waiting, longest, timeline};
pub(super) use told::{Maker, makers, told_there, variant};
pub(super) use trail::{Trail, trail};
pub(super) use unwound::{advice as advice_of_a_panic, asked as asked_in_a_panic, within_a_panic};
pub(super) use wakeups::*;
pub(super) use wanted::{
    has_no_drop, holds_a_sender, message_names, returned_before, threads_of_the_named, went_on,
};
pub(super) use woken::woken;
pub(super) use words::{OUTCOMES, is_stuck, wants_steps};

use super::names::Function;
use crate::text::{duration, grouped};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};
use wire::{
    Code, Failure, HandleReport, Occurrence, Operation, Place, State, Step, ThreadReport, Wait,
};
use words::{infinitive, third_person};

/// How threads and objects of one failure are called.
pub(super) struct Names {
    threads: BTreeMap<u32, String>,
    objects: BTreeMap<u32, String>,
    waited_for: BTreeSet<u32>,
    sources: BTreeMap<String, String>,
    /// Of each source its functions, once somebody asks.
    functions: OnceLock<BTreeMap<String, Vec<Function>>>,
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
                _ if !object.label.is_empty() => object.label.clone(),
                1 => format!("the {}", object.kind),
                _ => format!("{} #{number}", object.kind),
            };
            (object.id, name)
        });
        let objects = objects.collect();
        let name = |thread: &ThreadReport| match thread.label.as_str() {
            "" => format!("`{}`", thread.name),
            label => label.to_owned(),
        };
        let threads = failure
            .threads
            .iter()
            .map(|thread| (thread.id, name(thread)))
            .collect();
        Names {
            threads,
            objects,
            waited_for,
            sources: BTreeMap::new(),
            functions: OnceLock::new(),
        }
    }

    /// Knows the sources too, so that places can be told apart by the function around them.
    pub(super) fn with_sources(mut self, sources: &BTreeMap<String, String>) -> Names {
        self.sources.clone_from(sources);
        self
    }

    /// Both places stand in the body of one function: the innermost around each is the same. True where the
    /// sources are not known.
    fn are_in_one_function(&self, one: &Place, other: &Place) -> bool {
        one.file == other.file && self.around(one) == self.around(other)
    }

    /// A step within a function called `drop`, or in what that calls: it gives something back.
    fn is_in_drop(&self, step: &Step) -> bool {
        let mut around = step.place.iter().chain(&step.via);
        around.any(|place| self.around(place).is_some_and(|it| it.name == "drop"))
    }

    /// The innermost function around a place.
    fn around(&self, place: &Place) -> Option<&Function> {
        let around = self.functions_of(&place.file).iter();
        let around = around.filter(|it| (it.first..=it.last).contains(&place.line));
        around.min_by_key(|it| it.last - it.first)
    }

    /// The functions of a file.
    pub(super) fn functions_of(&self, file: &str) -> &[Function] {
        let all = self.functions.get_or_init(|| {
            let files = self.sources.iter();
            files
                .map(|(file, text)| (file.clone(), super::names::functions(text)))
                .collect()
        });
        all.get(file).map_or(&[], Vec::as_slice)
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

    /// An object's name without what is known of it, and of a channel the end that is used.
    fn end(&self, id: u32, operation: Operation, failure: &Failure) -> String {
        let name = self.object(id, failure);
        let name = name.split(" (").next().unwrap_or_default();
        let Some((first, second)) = name.split_once("`/`") else {
            return name.to_owned();
        };
        let number = second.find('`').map_or("", |at| &second[at + 1..]);
        match operation {
            Operation::Send => format!("{first}`{number}"),
            Operation::Receive => format!("`{second}"),
            _ => name.to_owned(),
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
            .filter(|_| !matches!(wait.operation, Operation::Park | Operation::Gate))
            .map(|&id| self.end(id, wait.operation, failure))
            .collect();
        let objects = objects.join(" or ");
        let (verb, preposition) = infinitive(wait.operation);
        let verb = self.selects_by(wait).unwrap_or_else(|| verb.to_owned());
        let until = |at| format!(", until {}", duration(at));
        let limit = wait.deadline.map(until).unwrap_or_default();
        if objects.is_empty() {
            return format!("{verb}{limit}");
        }
        format!("{verb} {preposition}{objects}{limit}")
    }
}

/// Whoever has the handle could still use it. One that was never used may have been moved to any thread.
fn is_able(handle: &HandleReport, failure: &Failure) -> bool {
    let goes_on = |it: &ThreadReport| {
        it.id != 0 && matches!(it.state, State::Runnable { .. } | State::Sleeping { .. })
    };
    if handle.last_used_by.is_none() && failure.threads.iter().any(goes_on) {
        return true;
    }
    let owner = handle.last_used_by.unwrap_or(handle.made_by);
    let owner = failure.threads.iter().find(|thread| thread.id == owner);
    owner
        .is_some_and(|owner| matches!(owner.state, State::Runnable { .. } | State::Sleeping { .. }))
}

/// How many of the kept steps lead to where it went wrong: what came after a wrong item was received, or
/// after the peak, explains nothing.
fn until(failure: &Failure) -> usize {
    let all = failure.steps.len();
    let Some(last) = decisive(failure) else {
        return all;
    };
    let after = failure.steps.iter().position(|step| step.number > last);
    after.unwrap_or(all)
}

/// The number of the step after which nothing explains any more.
fn decisive(failure: &Failure) -> Option<u64> {
    let received = origin(failure).map(|origin| origin.received.number);
    let peak = || at_the_peak(failure).map(|(number, _)| number);
    let noted = || entries::entry(failure).map(|(_, step)| step.number);
    received.or_else(peak).or_else(noted)
}

/// The step in which it went wrong: the one that delivered the wrong item, or that made the peak, or the
/// wrong entry; otherwise the last.
pub(super) fn fatal(failure: &Failure) -> Option<&Step> {
    let sent = origin(failure).map(|origin| origin.sent.unwrap_or(origin.received).number);
    let Some(number) = sent.or_else(|| decisive(failure)) else {
        return failure.steps.last();
    };
    failure.steps.iter().find(|step| step.number == number)
}

/// What a step did, in two or three words.
pub(super) fn brief(step: &Step, failure: &Failure, names: &Names) -> String {
    let (verb, _) = third_person(step.operation);
    let object = step.object.filter(|_| has_object(step));
    let object = object.map(|id| names.end(id, step.operation, failure));
    let end = match step.occurrence {
        Occurrence::Done => "",
        Occurrence::Blocked => " …",
        Occurrence::Refused => ": no",
        Occurrence::TimedOut => ": too late",
        Occurrence::Disconnected => ": gone",
    };
    let verb = verb.trim_end_matches(" an endpoint");
    let object = object
        .map(|object| format!(" {object}"))
        .unwrap_or_default();
    format!("{verb}{object}{end}")
}

/// The operation is told with its object: not where none of several was ready, of which one is known.
fn has_object(
    Step {
        operation,
        occurrence,
        ..
    }: &Step,
) -> bool {
    use Operation::{Call, Enter, Gate, Leave, Park, Select};
    let is_none = (*operation, *occurrence) == (Select, Occurrence::Refused);
    !is_none && !matches!(operation, Enter | Leave | Park | Gate | Call)
}

/// What a step did, as a sentence without its subject.
pub(super) fn deed(step: &Step, failure: &Failure, names: &Names) -> String {
    let (verb, preposition) = third_person(step.operation);
    if let (Operation::Drop, Some(end), Some(id)) = (step.operation, &step.note, step.object) {
        let role = if end.ends_with("sender") {
            Operation::Send
        } else {
            Operation::Receive
        };
        return format!("drops {end} of {}", names.end(id, role, failure));
    }
    let object = step.object.filter(|_| has_object(step));
    let object = object.map(|id| {
        let name = names.end(id, step.operation, failure);
        format!(" {preposition}{name}")
    });
    let object = object.unwrap_or_default();
    let note = step.note.as_ref().map(|note| {
        let note = super::names::message(note, &failure.threads);
        match step.operation {
            Operation::Spawn => format!(" {note}"),
            Operation::Send | Operation::Receive => String::new(),
            _ => format!(" ({note})"),
        }
    });
    let note = note.unwrap_or_default();
    let [waits, refused, late, gone] = OUTCOMES;
    let outcome = match step.occurrence {
        Occurrence::Done => "",
        Occurrence::Blocked => waits,
        Occurrence::Refused => refused,
        Occurrence::TimedOut => late,
        Occurrence::Disconnected => gone,
    };
    format!("{verb}{object}{note}{outcome}")
}

/// The code is about values that came, and not about who waits or when.
pub(super) fn is_about_values(code: Code) -> bool {
    matches!(
        code,
        Code::WrongValue
            | Code::WrongOrder
            | Code::LostItem
            | Code::DuplicatedItem
            | Code::EarlyClose
            | Code::TooEarly
    )
}

/// The check wants a panic that did not come, or came with other words (`expect_panic`): no step shows that.
pub(super) fn wants_a_panic(failure: &Failure) -> bool {
    failure.message.contains("must panic")
}

/// Which step of the execution it is, counted from 1, as people do.
fn nth(step: &Step) -> u64 {
    step.number + 1
}

/// The thread has not ended.
pub(super) fn is_left(thread: &ThreadReport) -> bool {
    !matches!(thread.state, State::Finished | State::Panicked { .. })
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

fn counted_steps(count: u64) -> String {
    if count == 1 {
        "1 step".to_owned()
    } else {
        format!("{} steps", grouped(count))
    }
}
