//! A signal that was heard by somebody who handed out work after that.

use crate::report::story::{Clue, Names, leads::told, nth};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The step in which a thread first heard the only channel of the check's that it asks, and the first one after that in
/// which it sent something to another thread, which then called the check.
pub(in super::super) fn heard(failure: &Failure) -> Option<(&Step, &Step)> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return None;
    }
    let made_by_the_check = |step: &Step| {
        let object = failure.objects.iter().find(|it| Some(it.id) == step.object);
        object.map(|it| it.created.is_none())
    };
    let mut asked = told(failure)
        .filter(|it| it.operation == Operation::Receive && made_by_the_check(it) == Some(true));
    let first = asked.clone().next()?;
    // Who goes on after a value and after a close as well heeds neither; who does so after one of them may not hear it.
    let heard = asked.clone().find(|it| it.occurrence == Occurrence::Done)?;
    let closed = asked
        .clone()
        .find(|it| it.occurrence == Occurrence::Disconnected)?;
    // It is asked again and again, and says nothing until it does: that is a signal, and no input.
    let is_signal = asked.all(|it| (it.thread, it.object) == (heard.thread, heard.object));
    if !is_signal || first.occurrence != Occurrence::Refused || first.place != heard.place {
        return None;
    }
    let mut sends = told(failure).filter(|it| {
        it.thread == heard.thread
            && it.number > heard.number
            && it.operation == Operation::Send
            && it.occurrence == Occurrence::Done
            && made_by_the_check(it) == Some(false)
    });
    let hands_out = |sent: &&Step| {
        let mut after = told(failure).filter(|it| it.number > sent.number);
        let taken = after.find(|it| {
            it.operation == Operation::Receive
                && it.object == sent.object
                && it.occurrence == Occurrence::Done
        });
        taken.is_some_and(|taken| {
            taken.thread != sent.thread
                && after
                    .find(|it| it.thread == taken.thread)
                    .is_some_and(|it| matches!(it.operation, Operation::Enter | Operation::Call))
        })
    };
    let sent = sends.clone().find(hands_out)?;
    let still = sends.any(|it| it.number > closed.number && hands_out(&it));
    still.then_some((heard, sent))
}

/// Where it was sent.
pub(super) fn sent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (heard, sent) = heard(failure)?;
        let signal = names.end(heard.object?, Operation::Receive, failure);
        let into = names.end(sent.object?, Operation::Send, failure);
        let step = nth(sent);
        Some(Clue::cause(
            sent.place.clone()?,
            format!("sent on {into} here, in step {step}, after {signal} was heard"),
        ))
    };
    found().into_iter().collect()
}
