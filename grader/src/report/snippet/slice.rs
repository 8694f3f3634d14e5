//! Where the main mark only says where it showed: what that place depends on in the source.

use super::{Mark, marks::mark, said};
use crate::{
    report::{
        TopicReport, advice,
        story::{self, Names},
    },
    text::line_and_column,
};
use wire::{Code, Failure, Place};

/// Adds marks beside the main one, if that tells no more than where something wrong was sent, or where it showed.
pub(super) fn slice(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let is_about = matches!(
        failure.code,
        Code::WrongValue
            | Code::WrongOrder
            | Code::LostItem
            | Code::DuplicatedItem
            | Code::TooEarly
            | Code::TooLate
    );
    let mut main = marks.iter().filter(|mark| mark.primary);
    let (Some(first), None) = (main.next(), main.next()) else {
        return;
    };
    let text = said::together(&first.said);
    let is_sent = text.starts_with("what came as item ")
        || text.starts_with("what the check received last is sent")
        || text.starts_with("what the check received at ");
    let is_weak = is_sent || text == advice::SHOWED || text.contains(" spends ");
    let Some(place) = place(topic, first).filter(|_| is_about && is_weak) else {
        return;
    };
    let clues = story::slice(failure, &place, is_sent, names);
    if clues.iter().any(|it| it.primary) {
        for other in &mut *marks {
            other.primary = false;
        }
    }
    for clue in clues {
        let found = mark(topic, &clue.place, clue.text, clue.primary);
        let is_new = |found: &Mark| {
            let mut others = marks.iter();
            !others.any(|it| it.file == found.file && it.span == found.span)
        };
        let Some(found) = found.filter(is_new) else {
            continue;
        };
        let at = if found.primary { 0 } else { marks.len() };
        marks.insert(at, found);
    }
}

/// Where a mark begins.
fn place(topic: &TopicReport, mark: &Mark) -> Option<Place> {
    let source = topic.sources.get(&mark.file)?;
    let (line, column) = line_and_column(source, mark.span.start)?;
    Some(Place {
        file: mark.file.clone(),
        line,
        column,
    })
}
