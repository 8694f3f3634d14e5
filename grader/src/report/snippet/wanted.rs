//! What should have been there, and is not: a panic that was wanted, a `Drop`.

use super::{
    Mark,
    marks::mark,
    places::{asked, found},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use wire::Failure;

/// The function that went on, and what it asserted, where a panic was wanted.
pub(super) fn wanted(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let asked = asked(topic, failure);
    if let Some((place, asserted)) = story::went_on(failure, asked, names) {
        let text = "this went on, and should have panicked first".to_owned();
        marks.extend(mark(topic, &place, text, true));
        found(topic, asserted, false, marks);
        found(topic, story::returned_before(&place, names), true, marks);
    }
}

/// The type that the message says was dropped, if nothing in the sources has a `Drop`: then no code of the learner's runs
/// at that moment, and the rest are circumstances.
pub(super) fn dropped(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    let item = asked(topic, failure).map(|(item, _)| item);
    let Some(item) = item.filter(|item| story::has_no_drop(failure, item, names)) else {
        return;
    };
    // A sender that goes with it may wake others.
    let text = if story::holds_a_sender(item, names) {
        "no `impl Drop`: whoever drops this waits for nobody"
    } else {
        "no `impl Drop`: whoever drops this waits for nobody, and notifies nobody"
    };
    let Some(found) = mark(topic, item, text.to_owned(), true) else {
        return;
    };
    for other in &mut *marks {
        other.primary = false;
    }
    marks.insert(0, found);
}
