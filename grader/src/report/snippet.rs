//! Marked pieces of the learner's source, as rustc draws them.

use super::{
    TopicReport, advice,
    story::{self, Names},
    text::{Colour, Detail, Look},
};
use crate::{
    build::{CompileError, Label},
    text::{duration, offset_of},
};
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet, renderer::DecorStyle,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step, ThreadReport};

/// The most places that are marked in one report, unless everything is asked for.
const MARKS: usize = 9;

/// A marked piece of source.
struct Mark {
    file: String,
    span: Range<usize>,
    text: String,
    primary: bool,
}

/// The marks of a file, by where they begin and end.
type Places = BTreeMap<(usize, usize), Mark>;

impl Mark {
    /// Takes over what another mark says of the same place.
    fn join(&mut self, other: &Mark) {
        self.primary |= other.primary;
        if !self.text.contains(&other.text) {
            self.text = format!("{}; {}", self.text, other.text);
        }
    }
}

/// The headline of a failed check, and the source with everything marked that explains it.
pub(super) fn failure(topic: &TopicReport, failure: &Failure, names: &Names, look: Look) -> String {
    let mut marks = Vec::new();
    threads(topic, failure, names, &mut marks);
    culprits(topic, failure, names, &mut marks);
    if let Some(place) = &failure.place
        && marks.is_empty()
    {
        let text = advice::here(failure.code).to_owned();
        marks.extend(mark(topic, place, text, true));
    }
    objects(topic, failure, names, &mut marks);
    if marks.is_empty() {
        panics(topic, failure, names, &mut marks);
    }
    if marks.is_empty() {
        marks.extend(declaration(topic, failure));
    }
    if look.detail == Detail::Short {
        marks.truncate(MARKS);
    }
    let title = Level::ERROR
        .primary_title(story::headline(failure, names).0)
        .id(failure.code.name());
    draw(title.elements(snippets(topic, marks)), look)
}

/// Where a wrong item was sent, where a lock is taken that is held across the work, and where work
/// began of which there was too much.
fn culprits(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if let Some(origin) = story::origin(failure)
        && let Some(place) = story::place_of_origin(&origin)
    {
        let item = origin.item;
        let text = if origin.ended {
            format!("the last sender is dropped here, before item {item}")
        } else {
            format!("what came as item {item} is sent here")
        };
        marks.extend(mark(topic, place, text, true));
    }
    if let Some(between) = story::between(failure)
        && let Some(place) = story::place_of_between(&between)
    {
        let object = between.again.object.unwrap_or_default();
        let text = format!(
            "{} is locked again, after another thread had it",
            names.object(object, failure)
        );
        marks.extend(mark(topic, place, text, true));
    }
    if matches!(failure.code, Code::NotConcurrent | Code::TooLate) {
        slow(topic, failure, names, marks);
    }
    if matches!(failure.code, Code::NotLazy | Code::LimitExceeded) {
        greedy(topic, failure, names, marks);
    }
    for step in story::at_the_peak(failure).map_or_else(Vec::new, |(_, inside)| inside) {
        let text = format!("{} is at work here", names.thread(step.thread));
        marks.extend(at(topic, step, text));
    }
    if story::is_stuck(failure.code)
        && let Some(step) = story::asks_the_gone(failure)
    {
        let name = names.thread(step.thread);
        let text = format!("{name} goes on here, though the other side is gone");
        marks.extend(at(topic, step, text));
    }
    if marks.is_empty() && !is_about_values(failure.code) {
        let calls = |step: &&Step| step.operation == Operation::Call && step.place.is_some();
        if let Some(step) = failure.steps.iter().rev().find(calls) {
            let text = format!("{} calls what the check counts", names.thread(step.thread));
            marks.extend(at(topic, step, text));
        }
    }
    unready(topic, failure, names, marks);
}

/// Marks where a step stands.
fn at(topic: &TopicReport, step: &Step, text: String) -> Option<Mark> {
    mark(topic, step.place.as_ref()?, text, true)
}

/// The code is about values, which no count explains.
fn is_about_values(code: Code) -> bool {
    matches!(
        code,
        Code::WrongValue | Code::WrongOrder | Code::Panic | Code::NotImplemented
    )
}

/// What keeps threads from working at once, or takes too long.
fn slow(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if let Some((object, place)) = story::held(failure)
        && failure.code == Code::NotConcurrent
    {
        let lock = names.object(object, failure);
        let text = format!("{lock} is locked here, and held across the work");
        marks.extend(mark(topic, place, text, true));
    } else if let Some((step, spent)) = story::longest(failure) {
        let name = names.thread(step.thread);
        let text = format!("{name} spends {} here", duration(spent));
        marks.extend(at(topic, step, text));
    }
}

/// What is sent though nobody reads, and where its channel comes from.
fn greedy(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    // Who was at work at the peak is marked itself.
    if story::at_the_peak(failure).is_some() {
        return;
    }
    let last = |operation: Operation| {
        failure.steps.iter().rev().find(|step| {
            step.operation == operation
                && step.place.is_some()
                && step.occurrence == Occurrence::Done
        })
    };
    let Some(step) = last(Operation::Send).or_else(|| last(Operation::Receive)) else {
        return;
    };
    let name = names.thread(step.thread);
    let does = match step.operation {
        Operation::Send => "sends here",
        _ => "takes values here",
    };
    let text = format!("{name} {does}, whether or not anybody reads");
    marks.extend(at(topic, step, text));
    let channel = failure.objects.iter().find(|it| Some(it.id) == step.object);
    if let Some(channel) = channel
        && let Some(created) = &channel.created
    {
        let text = format!("{} is created here", names.object(channel.id, failure));
        marks.extend(mark(topic, created, text, false));
    }
}

/// Threads that had not ended when the check looked at a value.
fn unready(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let about_a_panic = failure.message.contains("must panic");
    if about_a_panic || !matches!(failure.code, Code::WrongValue | Code::LostItem) {
        return;
    }
    let running = |it: &&ThreadReport| it.id != 0 && matches!(it.state, State::Runnable { .. });
    for thread in failure.threads.iter().filter(running).take(2) {
        if let Some(spawned) = &thread.spawned {
            let name = names.thread(thread.id);
            let text = format!("{name} had not ended when the check looked");
            marks.extend(mark(topic, spawned, text, true));
        }
    }
}

/// Nothing in particular shows where: then the item that the task asks for.
fn declaration(topic: &TopicReport, failure: &Failure) -> Option<Mark> {
    let task = topic.tasks.iter().find(|task| {
        let mut failures = super::text::failures(task);
        failures.any(|(_, other)| std::ptr::eq(other, failure))
    })?;
    let place = task.place.as_ref()?;
    mark(topic, place, "what is checked begins here".to_owned(), true)
}

/// An error of the compiler's, with its places and notes.
pub(super) fn compile_error(topic: &TopicReport, error: &CompileError, look: Look) -> String {
    let mark = |label: &Label| {
        let text = topic.sources.get(&label.place.file)?;
        let start = offset_of(text, label.place.line, label.place.column)?;
        let end = offset_of(text, label.end_line, label.end_column)?;
        Some(Mark {
            file: label.place.file.clone(),
            span: start..end.max(start),
            text: label.text.clone().unwrap_or_default(),
            primary: label.primary,
        })
    };
    let marks = error.labels.iter().filter_map(mark).collect();
    let title = Level::ERROR.primary_title(error.message.as_str());
    let title = match &error.code {
        Some(code) => title.id(code.as_str()),
        None => title,
    };
    let mut group = title.elements(snippets(topic, marks));
    for note in &error.notes {
        let (level, text) = match note.split_once(": ") {
            Some(("help", text)) => (Level::HELP, text),
            Some(("note", text)) => (Level::NOTE, text),
            Some(_) | None => (Level::NOTE, note.as_str()),
        };
        group = group.element(Element::from(level.message(text)));
    }
    draw(group, look)
}

/// Where the threads stand that cannot go on.
fn threads(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for thread in &failure.threads {
        let (place, text) = match &thread.state {
            State::Blocked(wait) => {
                let what = names.waits_for(wait, failure);
                (
                    wait.place.as_ref(),
                    format!("{} waits {what}", names.thread(thread.id)),
                )
            }
            State::Sleeping { place, .. } if failure.code == Code::ThreadLeak => (
                place.as_ref(),
                format!("{} still sleeps here", names.thread(thread.id)),
            ),
            State::Runnable { place } if goes_on(failure.code) && thread.id != 0 => (
                place.as_ref(),
                format!("{} goes on here", names.thread(thread.id)),
            ),
            State::Runnable { .. }
            | State::Sleeping { .. }
            | State::Finished
            | State::Panicked { .. } => (None, String::new()),
        };
        if story::is_stuck(failure.code) {
            let primary = failure.cycle.is_empty() || failure.cycle.contains(&thread.id);
            marks.extend(place.and_then(|place| mark(topic, place, text, primary)));
        }
    }
}

/// The code is about threads that do not stop.
fn goes_on(code: Code) -> bool {
    matches!(
        code,
        Code::ThreadLeak | Code::BusyWait | Code::Livelock | Code::CancellationIgnored
    )
}

/// Where panics happened.
fn panics(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
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

/// Where the objects that are waited for were created, and taken.
fn objects(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if !story::is_stuck(failure.code) {
        return;
    }
    for object in &failure.objects {
        if !names.is_waited_for(object.id) {
            continue;
        }
        let name = names.object(object.id, failure);
        if let Some(place) = &object.taken
            && let [holder, ..] = object.held_by[..]
        {
            let text = format!("{} holds {name} since here", names.thread(holder));
            marks.extend(mark(topic, place, text, false));
        }
        if let Some(place) = &object.created
            && !is_threads(&object.kind)
        {
            marks.extend(mark(topic, place, format!("{name} is created here"), false));
        }
    }
}

/// The object stands for threads, which are told already.
fn is_threads(kind: &str) -> bool {
    kind == "scope" || kind.starts_with("end of thread") || kind.starts_with("parking place")
}

/// Marks the word at a place.
fn mark(topic: &TopicReport, place: &Place, text: String, primary: bool) -> Option<Mark> {
    let source = topic.sources.get(&place.file)?;
    let start = offset_of(source, place.line, place.column.max(1))?;
    let line = source[start..].lines().next().unwrap_or_default();
    let (start, length) = if place.column == 0 {
        let indent = line.len() - line.trim_start().len();
        (start + indent, line.trim().len())
    } else {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '!';
        let word = line.find(|c| !is_word(c)).unwrap_or(line.len());
        (
            start,
            if word == 0 {
                line.trim_end().len().min(1)
            } else {
                word
            },
        )
    };
    Some(Mark {
        file: place.file.clone(),
        span: start..start + length,
        text,
        primary,
    })
}

/// One snippet a file; several marks of one place become one with all their texts.
fn snippets(topic: &TopicReport, marks: Vec<Mark>) -> Vec<Snippet<'_, Annotation<'_>>> {
    let mut files: BTreeMap<String, Places> = BTreeMap::new();
    for mark in marks {
        let places = files.entry(mark.file.clone()).or_default();
        match places.entry((mark.span.start, mark.span.end)) {
            Entry::Occupied(mut other) => other.get_mut().join(&mark),
            Entry::Vacant(empty) => {
                empty.insert(mark);
            }
        }
    }
    files
        .into_iter()
        .filter_map(|(file, marks)| {
            let source = topic.sources.get(&file)?;
            let annotate = |mark: Mark| {
                let kind = if mark.primary {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let annotation = kind.span(mark.span);
                if mark.text.is_empty() {
                    annotation
                } else {
                    annotation.label(mark.text)
                }
            };
            Some(
                Snippet::source(source.as_str())
                    .path(topic.path(&file))
                    .annotations(marks.into_values().map(annotate)),
            )
        })
        .collect()
}

/// Draws a group.
fn draw(group: Group<'_>, look: Look) -> String {
    let renderer = match look.colour {
        Colour::Plain => Renderer::plain(),
        Colour::Styled => Renderer::styled(),
    };
    let renderer = renderer
        .term_width(look.width)
        .decor_style(DecorStyle::Ascii);
    renderer.render(&[group])
}
