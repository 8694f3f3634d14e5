//! Advice where no step shows anything, and the item that the task asks for does.

use crate::report::{
    TopicReport, snippet,
    story::{self, Names},
};
use wire::{Code, Failure};

/// What to do about it: one line, for the kind of wait that the evidence shows, or for the item that the task asks for.
pub(in super::super) fn advice(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
) -> &'static str {
    let unread = || {
        let (item, _) = snippet::declared(topic, failure, names)?;
        let decides = || {
            let clues = story::deciders(failure, &item, names);
            let is_about = failure.code == Code::WrongValue && clues.iter().any(|it| it.primary);
            is_about.then_some("look at the condition, and at each line that writes what it reads")
        };
        story::advice_of_the_unread(failure, &item, names).or_else(decides)
    };
    let is_silent = failure.steps.iter().all(|it| it.place.is_none()) && failure.place.is_none();
    let special = is_silent.then(unread).flatten();
    special.unwrap_or_else(|| super::advice(failure, names))
}
