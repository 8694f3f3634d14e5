//! Marked pieces of the learner's source, as rustc draws them.

mod said;

use self::said::Said;
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
    said: Vec<Said>,
    primary: bool,
}

/// The marks of a file, by where they begin and end.
type Places = BTreeMap<(usize, usize), Mark>;

impl Mark {
    /// Takes over what another mark says of the same place.
    fn join(&mut self, other: &Mark) {
        self.primary |= other.primary;
        self.said.extend(other.said.iter().cloned());
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
        let text = Said::of(names.thread(step.thread), said::IS, "at work here");
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
    if let Some(step) = story::idle(failure) {
        let name = names.thread(step.thread);
        marks.extend(at(
            topic,
            step,
            format!("{name} was woken here, for no reason"),
        ));
    }
    unready(topic, failure, names, marks);
}

/// Marks where a step stands.
fn at(topic: &TopicReport, step: &Step, text: impl Into<Said>) -> Option<Mark> {
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
    } else if let Some(spent) = story::longest(failure) {
        let time = duration(spent.time);
        let text = match (spent.several, spent.times) {
            (true, _) => format!("several threads, in turn, let {time} pass here"),
            (false, 1) => format!("{} spends {time} here", names.thread(spent.step.thread)),
            (false, times) => format!(
                "{} spends {time} here, in {times} waits",
                names.thread(spent.step.thread)
            ),
        };
        marks.extend(at(topic, spent.step, text));
    }
}

/// What is sent though nobody reads, and where its channel comes from.
fn greedy(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    // Who was at work at the peak is marked itself.
    if story::at_the_peak(failure).is_some() {
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
        .or_else(|| last(Operation::Receive, None));
    let Some(step) = step else {
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
            let text = Said::of(name, said::HAD, "not ended when the check looked");
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
            said: label.text.iter().cloned().map(Said::from).collect(),
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
        let said = |verb, rest: &str| Said::of(names.thread(thread.id), verb, rest);
        let (place, said) = match &thread.state {
            State::Blocked(wait) => {
                let what = names.waits_for(wait, failure);
                (wait.place.as_ref(), said(said::WAITS, &what))
            }
            State::Sleeping { place, .. } if failure.code == Code::ThreadLeak => {
                (place.as_ref(), said(said::SLEEPS, "here"))
            }
            State::Runnable { place } if goes_on(failure.code) && thread.id != 0 => {
                (place.as_ref(), said(said::GOES_ON, "here"))
            }
            State::Runnable { .. }
            | State::Sleeping { .. }
            | State::Finished
            | State::Panicked { .. } => continue,
        };
        if story::is_stuck(failure.code) {
            let primary = failure.cycle.is_empty() || failure.cycle.contains(&thread.id);
            marks.extend(place.and_then(|place| mark(topic, place, said, primary)));
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
    notifications(topic, failure, names, marks);
}

/// Where those were notified last on whom somebody waits.
fn notifications(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for condvar in story::waited_for(failure) {
        if let Some(step) = story::last_notification(failure, condvar)
            && let Some(place) = &step.place
        {
            let name = names.object(condvar, failure);
            let text = format!("{name} was last notified here");
            marks.extend(mark(topic, place, text, false));
        }
    }
}

/// The object stands for threads, which are told already.
fn is_threads(kind: &str) -> bool {
    kind == "scope" || kind.starts_with("end of thread") || kind.starts_with("parking place")
}

/// Marks the word at a place.
fn mark(topic: &TopicReport, place: &Place, text: impl Into<Said>, primary: bool) -> Option<Mark> {
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
        said: vec![text.into()],
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
                let text = said::together(&mark.said);
                if text.is_empty() {
                    annotation
                } else {
                    annotation.label(text)
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
