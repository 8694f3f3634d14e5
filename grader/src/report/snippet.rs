//! Marked pieces of the learner's source, as rustc draws them.

mod calls;
mod crowd;
mod further;
mod greedy;
mod marks;
mod places;
mod said;
mod sift;
mod silence;
mod slice;
mod slow;
mod turns;
mod wanted;

pub(super) use self::places::declared;

use self::said::Said;
use super::{
    TopicReport,
    story::{self, Names},
    text::{Colour, Detail, Look},
};
use crate::{
    build::{CompileError, Label},
    text::offset_of,
};
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet, renderer::DecorStyle,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};
use wire::Failure;

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

/// The headline of a failed check, and the source with everything marked that explains it; and what is said there.
pub(super) fn failure(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    look: Look,
) -> (String, Vec<String>) {
    let mut marks = marks::all(topic, failure, names);
    sift::sift(topic, failure, names, &mut marks);
    if look.detail == Detail::Short {
        marks.truncate(MARKS);
    }
    let title = Level::ERROR
        .primary_title(story::headline(failure, names).0)
        .id(failure.code.name());
    let primary = marks.iter().filter(|it| it.primary);
    let labels = primary.chain(marks.iter().filter(|it| !it.primary));
    let labels = labels.map(|it| said::together(&it.said)).collect();
    let drawn = draw(title.elements(snippets(topic, marks)), look);
    (drawn, labels)
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
