//! Places that are no steps: where something was made that matters.

use super::{Mark, marks::mark};
use crate::report::{
    TopicReport,
    story::{self, Names},
    text,
};
use wire::{Failure, Place, State};

/// Places, each with what is said of it.
pub(super) fn places(
    topic: &TopicReport,
    places: Vec<(&Place, String)>,
    primary: bool,
    marks: &mut Vec<Mark>,
) {
    for (place, text) in places {
        marks.extend(mark(topic, place, text, primary));
    }
}

/// Places that were found in the source, each with what is said of it.
pub(super) fn found(
    topic: &TopicReport,
    found: impl IntoIterator<Item = (Place, String)>,
    primary: bool,
    marks: &mut Vec<Mark>,
) {
    for (place, text) in found {
        marks.extend(mark(topic, &place, text, primary));
    }
}

/// What no step shows, and the source does: what is asked in a panic, a moment that is set anew, a panic in a panic.
pub(super) fn read(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let asked = story::asked_in_a_panic(failure, names).into_iter();
    let beside = asked.chain(story::set_anew(failure, names));
    found(topic, beside, false, marks);
    found(topic, story::within_a_panic(failure, names), true, marks);
}

/// Where wrong parts of a value are written.
pub(super) fn makers(topic: &TopicReport, makers: Vec<story::Maker>, marks: &mut Vec<Mark>) {
    for maker in makers {
        marks.extend(mark(topic, &maker.place, maker.text, true));
    }
}

/// Where channels were created in which something waits.
pub(super) fn buffers(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    for buffer in story::in_buffers(failure, names) {
        let created = format!("{} is created here", buffer.name);
        let Some(mut found) = mark(topic, buffer.place, created, false) else {
            continue;
        };
        let is_there = |it: &Mark| it.file == found.file && it.span == found.span;
        let is_told = marks.iter().any(|it| is_there(it) && it.said == found.said);
        if let Some(waits) = buffer.waits {
            if is_told {
                found.said.clear();
            }
            found.said.push(waits.into());
        } else if is_told {
            continue;
        }
        marks.push(found);
    }
}

/// Nothing in particular shows where: then the function that the message names, if it is one of the type that the task
/// asks for; or else the item that the task asks for. And what decides there.
pub(super) fn declaration(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    let Some((item, _)) = asked(topic, failure) else {
        return;
    };
    let begins = "what is checked begins here";
    let (place, text) = match story::message_names(failure, item, names) {
        // Of a method it is not known what was called before it.
        Some((place, true)) => (place, "the message is about this"),
        Some((place, false)) => (place, begins),
        None => (item.clone(), begins),
    };
    let clues = story::deciders(failure, &place, names);
    let is_cause = clues.iter().any(|it| it.primary);
    marks.extend(mark(topic, &place, text.to_owned(), !is_cause));
    for clue in clues {
        marks.extend(mark(topic, &clue.place, clue.text, clue.primary));
    }
}

/// The item that the task of a failure asks for, and what its check promises.
pub(super) fn asked<'t>(
    topic: &'t TopicReport,
    failure: &Failure,
) -> Option<(&'t Place, Option<&'t str>)> {
    topic.tasks.iter().find_map(|task| {
        let mut failures = text::failures(task);
        let (check, _) = failures.find(|(_, other)| std::ptr::eq(*other, failure))?;
        let promise = check.map(|it| it.check.promise.as_str());
        Some((task.place.as_ref()?, promise))
    })
}

/// Where panics happened.
pub(super) fn panics(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for thread in &failure.threads {
        if let State::Panicked {
            place: Some(place), ..
        } = &thread.state
        {
            let text = format!("{} panicked here", names.thread(thread.id));
            marks.extend(mark(topic, place, text, true));
        }
    }
}
