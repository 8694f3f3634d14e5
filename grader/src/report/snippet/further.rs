//! Places that lead to a fault beyond what the steps show, and what is no main mark beside them.

use super::{Mark, marks::mark, said};
use crate::report::{
    TopicReport,
    story::{self, Clue, Names},
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
    let mut found = Vec::new();
    self::clues(topic, clues, &mut found);
    let is_cause = found.iter().any(|mark| mark.primary);
    for other in &mut *marks {
        other.primary &= trail.leaves_the_others() && !is_cause;
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

/// Adds a mark for each.
pub(super) fn clues(topic: &TopicReport, clues: Vec<Clue>, marks: &mut Vec<Mark>) {
    for clue in clues {
        marks.extend(mark(topic, &clue.place, clue.text, clue.primary));
    }
}

/// Adds what else leads to it, if that is not marked there already. Where one of these is a cause, the other places are
/// circumstances.
pub(super) fn beside(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for clue in story::beside(failure, names) {
        let Some(found) = mark(topic, &clue.place, clue.text, clue.primary) else {
            continue;
        };
        let is_there =
            |it: &Mark| it.file == found.file && it.span == found.span && it.said == found.said;
        if marks.iter().any(is_there) {
            continue;
        }
        if found.primary {
            // That something is called or heard there, and where a value comes from, is said already.
            let heard = said::together(&found.said).starts_with("a message comes once");
            marks.retain(|it| {
                let is_there = it.file == found.file && it.span == found.span;
                let text = said::together(&it.said);
                let is_less = text.ends_with("` is called here")
                    || text.ends_with("` comes from")
                    || heard && text.contains(" hears of ");
                !(is_there && is_less)
            });
            for other in &mut *marks {
                other.primary = false;
            }
            marks.insert(0, found);
        } else {
            marks.push(found);
        }
    }
}
