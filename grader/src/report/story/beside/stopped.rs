//! A variable that ended the sending, and what it was set to.

use crate::report::{
    names::stops,
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Assignments that are told, at most.
const MOST: usize = 2;

/// Where a variable is computed that the condition around a send asks, if its thread had sent something there after each
/// value that it received but the last, and was told of no end.
pub(super) fn stopped(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (sent, received) = last_round(failure)?;
        let place = sent.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let flags = names.look(&place.file, |file| stops::flags(file, place, lines))?;
        let what = names.end(sent.object?, Operation::Send, failure);
        let after = nth(received);
        let mut clues = Vec::new();
        for flag in flags {
            let (name, line) = (&flag.name, flag.line);
            let text = format!(
                "`{name}`, which line {line} asks, is set here: after step {after} nothing more is sent on {what}"
            );
            clues.extend(
                flag.set
                    .into_iter()
                    .map(|spot| Clue::cause(spot.within(&place.file), text.clone())),
            );
        }
        (clues.len() <= MOST).then_some(clues)
    };
    found().unwrap_or_default()
}

/// The last send of a thread on a channel of the learner's, and the receive after it, after which it sent nothing more,
/// though it had gone on sending after one before.
fn last_round(failure: &Failure) -> Option<(&Step, &Step)> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return None;
    }
    let is_own = |step: &Step| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == step.object && it.created.is_some())
    };
    let done = |it: &Step, operation: Operation| {
        it.operation == operation && it.occurrence == Occurrence::Done && is_own(it)
    };
    let received = told(failure).rfind(|it| done(it, Operation::Receive) && it.thread == 0)?;
    let own = || told(failure).filter(|it| it.thread == received.thread);
    let sent = own().rfind(|it| done(it, Operation::Send))?;
    let goes_on = own().any(|it| done(it, Operation::Receive) && it.number < sent.number);
    let fails = own().any(|it| {
        let is_over = matches!(
            it.occurrence,
            Occurrence::Disconnected | Occurrence::TimedOut
        );
        is_over || it.operation == Operation::Panic
    });
    (sent.number < received.number && goes_on && !fails).then_some((sent, received))
}

#[cfg(test)]
mod tests {
    use super::last_round;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn the_last_round_is_the_one_that_sends_nothing() {
        let found = |deeds: &[Operation]| {
            let mut failure = bare(Code::LostItem, String::new());
            failure.objects.push(channel(1, "unbounded channel", 1));
            for (number, operation) in (0..).zip(deeds) {
                let step = step(number, (0, 3), *operation, 1, Occurrence::Done);
                failure.steps.push(step);
            }
            last_round(&failure).map(|(sent, received)| (sent.number, received.number))
        };
        let (send, receive) = (Operation::Send, Operation::Receive);
        assert_eq!(found(&[send, receive, send, receive]), Some((2, 3)));
        // It sent all there was beforehand; and it sent something to the end.
        assert_eq!(found(&[send, send, receive, receive]), None);
        assert_eq!(found(&[send, receive, send]), None);
    }
}
