//! What moved up when something before it was taken out.

use crate::report::{
    names::renumbered::{self as source, By},
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Operation};

/// Where a channel was dropped out of a collection, if the rest of that is counted by its places, and the thread went on
/// to send something.
pub(super) fn renumbered(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !matches!(failure.code, Code::WrongValue | Code::WrongOrder) {
        return Vec::new();
    }
    let dropped = told(failure).filter(|it| {
        it.operation == Operation::Drop && it.note.as_deref() == Some("the last receiver")
    });
    let clue = |step: &wire::Step| {
        let place = step.place.as_ref()?;
        let mut later = told(failure).filter(|it| it.number > step.number);
        later.find(|it| it.thread == step.thread && it.operation == Operation::Send)?;
        let lines = names.lines_around(place)?;
        let found = names.look(&place.file, |file| source::renumbered(file, lines))?;
        let (spot, name, line, by) = found.into_iter().find(|it| it.0.line == place.line)?;
        let said = match by {
            By::Count => format!("line {line} counts it by its places"),
            By::Choice(place) => {
                format!("line {line} sends the place that it has then, `{place}`")
            }
        };
        Some(Clue {
            place: spot.within(&place.file),
            text: format!("what stands behind in `{name}` moves up here, and {said}"),
            primary: true,
        })
    };
    dropped.into_iter().find_map(clue).into_iter().collect()
}
