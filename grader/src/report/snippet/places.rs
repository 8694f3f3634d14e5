//! Places that are no steps: where something was made that matters.

use super::{Mark, marks::mark};
use crate::{
    report::{
        TopicReport,
        story::{self, Names},
        text,
    },
    text::offset_of,
};
use wire::{Failure, Operation, Place, State};

/// Where the mark of a place begins, in bytes: of a loop that goes through an iterator of a channel, at that.
pub(super) fn begin(source: &str, place: &Place) -> Option<usize> {
    let start = offset_of(source, place.line, place.column.max(1))?;
    let line = source[start..].lines().next().unwrap_or_default();
    let asks = |method: &str| line.find(method).map(|at| at + 1);
    let is_turn = line.starts_with("for ") && line.ends_with('{');
    let asked = [".try_iter() {", ".iter() {"].into_iter().find_map(asks);
    Some(start + asked.filter(|_| is_turn && place.column > 0).unwrap_or(0))
}

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

/// Where something was written after another thread had changed it, and where it was read before that.
pub(super) fn outdated(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    let Some(between) = story::between(failure, names) else {
        return;
    };
    let Some(place) = story::place_of_between(&between) else {
        return;
    };
    let object = names.object(between.again.object.unwrap_or_default(), failure);
    let text = match between.again.operation {
        Operation::Lock => format!("{object} is locked again, after another thread had it"),
        _ => format!("{object} is written here, after another thread changed it"),
    };
    marks.extend(mark(topic, place, text, true));
    if let Some(read) = between.read()
        && let Some(place) = &read.place
    {
        let (who, number) = (names.thread(read.thread), read.number + 1);
        let text = format!("{who} read {object} here before that, in step {number}");
        let found = mark(topic, place, text, false);
        let is_new = |it: &Mark| !marks.iter().any(|other| other.span == it.span);
        marks.extend(found.filter(is_new));
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
    let Some((place, is_method)) = declared(topic, failure, names) else {
        return;
    };
    // Of a method it is not known what was called before it.
    let text = if is_method {
        "the message is about this"
    } else {
        "what is checked begins here"
    };
    let unread = || story::unread_at(failure, &place, names);
    let unordered = || story::unordered_at(failure, &place, names);
    let deciders = || story::deciders(failure, &place, names);
    let ways: [&dyn Fn() -> Vec<story::Clue>; 3] = [&unread, &unordered, &deciders];
    let mut found = ways.iter().map(|way| way());
    let clues = found.find(|it| !it.is_empty()).unwrap_or_default();
    let is_cause = clues.iter().any(|it| it.primary);
    marks.extend(mark(topic, &place, text.to_owned(), !is_cause));
    for clue in clues {
        marks.extend(mark(topic, &clue.place, clue.text, clue.primary));
    }
}

/// The function that the message names, if it is one of the type that the task asks for, or else the item that the task
/// asks for; and whether it is a method.
pub(in super::super) fn declared(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
) -> Option<(Place, bool)> {
    let (item, _) = asked(topic, failure)?;
    Some(story::message_names(failure, item, names).unwrap_or_else(|| (item.clone(), false)))
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

#[cfg(test)]
mod tests {
    use super::begin;
    use wire::Place;

    #[test]
    fn a_loop_is_marked_where_it_asks_the_channel() {
        let source = "for x in rx.try_iter() {\nfor x in all {\n    rx.try_iter() {\n";
        let at = |line: u32, column: u32| {
            let file = "src/lib.rs".to_owned();
            begin(source, &Place { file, line, column }).map(|at| &source[at..at + 3])
        };
        assert_eq!(at(1, 1), Some("try"));
        assert_eq!(at(1, 10), Some("rx."));
        assert_eq!(at(2, 1), Some("for"));
        assert_eq!(at(3, 5), Some("rx."));
    }
}
