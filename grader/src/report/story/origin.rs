//! Where a wrong item came from: the receive that delivered it, and the send before that.

use super::{Names, leads::told, nth, show};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// What is known of the first item that differs.
pub(in super::super) struct Origin<'f> {
    /// Counted from 1.
    pub(in super::super) item: u64,
    /// The step in which the check received it, or found that nothing more comes.
    pub(in super::super) received: &'f Step,
    /// The step that sent it, or that dropped the last sender instead.
    pub(in super::super) sent: Option<&'f Step>,
    /// Nothing came where an item should.
    pub(in super::super) ended: bool,
}

/// Finds the first item that differs among what the check received, if the trace holds it; or where
/// a stream ended too soon.
pub(in super::super) fn origin(failure: &Failure) -> Option<Origin<'_>> {
    let by_check = |step: &&Step| {
        step.thread == 0 && step.operation == Operation::Receive && step.place.is_none()
    };
    let object = failure.steps.iter().rev().find(by_check)?.object?;
    let received = || {
        let steps = failure.steps.iter().filter(by_check);
        steps.filter(|step| step.object == Some(object))
    };
    let came: Vec<&Step> = received()
        .filter(|step| step.occurrence == Occurrence::Done)
        .collect();
    let named = |it: &&wire::Figure| {
        let among = it.difference.and_then(|it| it.among);
        it.name == "received" || among.is_some()
    };
    let figure = failure.figures.iter().find(named);
    let Some(difference) = figure.and_then(|figure| figure.difference) else {
        let item = came.len() as u64 + 1;
        return (failure.code == Code::EarlyClose)
            .then(|| end(failure, received(), item))
            .flatten();
    };
    // Of items that were picked out of others it is known which of all they were, unless they are too few.
    let (index, items) = match difference.among {
        Some(among) => (among.index, among.items),
        None => (difference.index, difference.items),
    };
    let (index, items) = (usize::try_from(index).ok()?, usize::try_from(items).ok()?);
    // Of a long trace the middle is left out: then the messages' own numbers tell which is which.
    if failure.elided > 0 && index < items && came.len() < items {
        let received = numbered(&came, index, items)?;
        return Some(Origin {
            item: difference.index + 1,
            received,
            sent: sent(failure, received),
            ended: false,
        });
    }
    // What was compared came last.
    let first = came.len().checked_sub(items)?;
    if index < items {
        let received = came[first + index];
        return Some(Origin {
            item: difference.index + 1,
            received,
            sent: sent(failure, received),
            ended: false,
        });
    }
    end(failure, received(), difference.index + 1)
}

/// Of so many items the one of an index, by the number of its message, where only some of their receives are known: if
/// the last one's number says that the stream held no others.
fn numbered<'f>(came: &[&'f Step], index: usize, items: usize) -> Option<&'f Step> {
    let number = |step: &Step| -> Option<usize> {
        step.note.as_deref()?.strip_prefix("message ")?.parse().ok()
    };
    if number(came.last()?)? != items {
        return None;
    }
    let mut came = came.iter();
    came.find(|step| number(step) == Some(index + 1)).copied()
}

/// The stream ended before this item: who dropped its last sender?
fn end<'f>(
    failure: &'f Failure,
    received: impl Iterator<Item = &'f Step>,
    item: u64,
) -> Option<Origin<'f>> {
    let closed = received
        .filter(|step| step.occurrence == Occurrence::Disconnected)
        .last()?;
    let sent = failure.steps.iter().rev().find(|step| {
        step.object == closed.object
            && step.number < closed.number
            && drops_a_sender(step)
            && (step.thread != 0 || step.place.is_some())
    });
    Some(Origin {
        item,
        received: closed,
        sent,
        ended: true,
    })
}

/// The send of the message that a step received.
pub(super) fn sent<'f>(failure: &'f Failure, received: &Step) -> Option<&'f Step> {
    let message = received.note.as_ref()?;
    let sends = |step: &&Step| step.object == received.object && step.operation == Operation::Send;
    let mut steps = failure.steps.iter().filter(sends);
    let done = steps
        .find(|step| step.note.as_ref() == Some(message) && step.occurrence == Occurrence::Done)?;
    // Who had to wait offered it before it was taken.
    let mut steps = failure.steps.iter().filter(sends);
    let offered = steps.rfind(|step| {
        step.thread == done.thread
            && step.number < done.number
            && step.occurrence == Occurrence::Blocked
    });
    Some(match offered {
        Some(offered) if done.number > received.number => offered,
        Some(_) | None => done,
    })
}

/// Where a line of the learner's receives the message that a step sent.
pub(super) fn received<'f>(failure: &'f Failure, sent: &Step) -> Option<&'f Step> {
    let message = sent.note.as_ref()?;
    told(failure).find(|it| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && it.object == sent.object
            && it.note.as_ref() == Some(message)
    })
}

/// The step drops a sender, as far as is told which end it drops.
pub(super) fn drops_a_sender(step: &Step) -> bool {
    let note = step.note.as_deref();
    step.operation == Operation::Drop && note.is_none_or(|note| note.ends_with("sender"))
}

/// "item 3 was sent by `worker` at src/lib.rs:14 (step 12)"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let origin = origin(failure)?;
    let item = origin.item;
    let Some(step) = origin.sent else {
        let number = nth(origin.received);
        let what = if origin.ended { "was missing" } else { "came" };
        return Some(format!("item {item} {what} in step {number}"));
    };
    let thread = names.thread(step.thread);
    let at = step
        .place
        .as_ref()
        .map(|place| format!(" at {}", show(place)));
    let at = at.unwrap_or_default();
    let number = nth(step);
    Some(if origin.ended {
        format!(
            "instead of item {item} the stream ended: {thread} dropped its sender{at}, in step {number}"
        )
    } else {
        format!("it went wrong in step {number}: {thread} sent item {item}{at}")
    })
}

/// Where the learner's code sent it.
pub(in super::super) fn place<'f>(origin: &Origin<'f>) -> Option<&'f Place> {
    origin.sent?.place.as_ref()
}

#[cfg(test)]
mod tests {
    use super::numbered;
    use crate::report::story::sample::step;
    use wire::{Occurrence, Operation};

    #[test]
    fn a_message_is_known_by_its_number_if_there_were_no_others() {
        let numbers = [1, 2, 3, 9];
        let steps = numbers.map(|number| wire::Step {
            note: Some(format!("message {number}")),
            ..step(number, (0, 0), Operation::Receive, 1, Occurrence::Done)
        });
        let came: Vec<&wire::Step> = steps.iter().collect();
        let found = |index, items| numbered(&came, index, items).map(|step| step.number);
        assert_eq!(found(2, 9), Some(3));
        // It was left out; and one more was sent than was compared.
        assert_eq!(found(4, 9), None);
        assert_eq!(found(2, 8), None);
    }
}
