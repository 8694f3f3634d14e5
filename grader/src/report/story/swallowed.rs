//! What becomes of a panic that a thread caught and sent on.

use super::{Names, clue::Clue, leads::told, nth, origin, provoked, wants_a_panic};
use crate::report::names::fills;
use wire::{Failure, Operation};

/// Where that is received which was sent right after the panic was caught, and where the variable is used last into
/// which the only `Err` of that function goes.
pub(in super::super) fn clues(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        if !wants_a_panic(failure) {
            return None;
        }
        let panic = provoked(failure).filter(|step| step.place.is_some())?;
        let mut own =
            told(failure).filter(|it| it.thread == panic.thread && it.number > panic.number);
        let works = [Operation::Receive, Operation::Send, Operation::Call];
        let sent = own.find(|it| works.contains(&it.operation))?;
        let received = origin::received(failure, sent)?;
        (sent.operation == Operation::Send && received.thread != sent.thread).then_some(received)
    };
    let Some(received) = found() else {
        return Vec::new();
    };
    let Some(place) = &received.place else {
        return Vec::new();
    };
    let text = format!(
        "what was sent after the panic is received here, in step {}",
        nth(received)
    );
    let last = names
        .lines_around(place)
        .and_then(|lines| names.look(&place.file, |file| fills::last_of_error(file, lines))?);
    let mut clues = vec![Clue {
        place: place.clone(),
        text,
        primary: false,
    }];
    if let Some((spot, name, line)) = last {
        clues.push(Clue {
            place: spot.within(&place.file),
            text: format!(
                "`{name}`, set from the `Err` of line {line}, is used for the last time here"
            ),
            primary: true,
        });
    }
    clues
}
