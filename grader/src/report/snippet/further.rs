//! Places that lead to a fault beyond what the steps show, and what is no main mark beside them.

use super::{Mark, marks::mark, said};
use crate::report::{
    TopicReport,
    story::{self, Clue, Names, Trail},
};
use wire::Failure;

/// Adds them. Where one of them is a cause, or may be, the other places are circumstances.
pub(super) fn further(
    topic: &TopicReport,
    failure: &Failure,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    if let Some(clue) = story::woken(failure, names) {
        marks.extend(mark(topic, &clue.place, clue.text, clue.primary));
    }
    let Some((trail, clues)) = story::trail(failure, names) else {
        return;
    };
    let found = clues.into_iter().filter_map(|clue| {
        let Clue {
            place,
            text,
            primary,
        } = clue;
        mark(topic, &place, text, primary)
    });
    let found: Vec<Mark> = found.collect();
    let is_cause = found.iter().any(|mark| mark.primary);
    for other in &mut *marks {
        other.primary &= [Trail::Compared, Trail::Emptied].contains(&trail) && !is_cause;
    }
    if is_cause {
        // Of what was before something else nobody could say before what.
        marks.retain(|mark| {
            let text = said::together(&mark.said);
            !(text.contains(" was woken here on ") && text.ends_with(", before that"))
        });
    }
    marks.splice(0..0, found);
}
