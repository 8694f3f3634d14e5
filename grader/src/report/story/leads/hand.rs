//! What a thread that merges several channels has in hand when it sends.

use super::{last_look, told, whole};
use crate::report::story::{kept::is_stream, origin};
use std::collections::BTreeSet;
use wire::{Failure, Occurrence, Operation, Step};

/// A send of a thread that receives from several channels.
pub(in super::super) struct Hand<'f> {
    /// How many values it has received, and not sent yet, the one that it sends included.
    pub(in super::super) held: usize,
    /// How many of them it received where it received last.
    pub(in super::super) from_there: usize,
    /// The last look at a channel in which nothing was, since its send before that.
    pub(in super::super) empty: Option<&'f Step>,
}

/// What may be wrong about such a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Fault {
    /// That it sends at all: it has nothing else to send, and not all channels had shown something.
    Condition,
    /// What it sends: it has several, and waited for no other.
    Choice,
}

impl Hand<'_> {
    /// Which of both, if that is certain.
    pub(in super::super) fn fault(&self) -> Option<Fault> {
        match (self.held, self.empty) {
            (1, Some(_)) => Some(Fault::Condition),
            (2.., None) => Some(Fault::Choice),
            _ => None,
        }
    }
}

/// What the thread of a send has in hand, if it receives from more than one channel.
pub(in super::super) fn hand<'f>(failure: &'f Failure, sent: &Step) -> Option<Hand<'f>> {
    if failure.elided > 0 || sent.operation != Operation::Send {
        return None;
    }
    let own = || told(failure).filter(|it| it.thread == sent.thread && it.number < sent.number);
    let done = |it: &Step| it.occurrence == Occurrence::Done;
    let looks = || {
        own().filter(|it| {
            it.operation == Operation::Receive
                && it.object != sent.object
                && is_stream(failure, it.object)
        })
    };
    let sends = || {
        own().filter(|it| it.operation == Operation::Send && it.object == sent.object && done(it))
    };
    let channels: BTreeSet<Option<u32>> = looks().map(|it| it.object).collect();
    let received: Vec<&Step> = looks().filter(|it| done(it)).collect();
    let held = received.len().checked_sub(sends().count())?;
    let last = received.last()?;
    let there = received.iter().filter(|it| it.place == last.place);
    let from_there = there.count().saturating_sub(sends().count());
    let since = sends().next_back().map_or(0, |it| it.number);
    let empty = looks().rfind(|it| it.number >= since && it.occurrence == Occurrence::Refused);
    (channels.len() > 1 && held > 0).then_some(Hand {
        held,
        from_there,
        empty,
    })
}

/// The send of the item that is wrong, or that came at the moment which the check measured.
pub(in super::super) fn measured(failure: &Failure) -> Option<&Step> {
    if let Some(origin) = origin::origin(failure) {
        return origin.sent.filter(|_| !origin.ended);
    }
    let came = whole::came_at(failure, last_look(failure)?);
    origin::sent(failure, came.first()?)
}

#[cfg(test)]
mod tests {
    use super::{Fault, hand};
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_is_in_hand_says_whether_the_choice_or_the_condition_is_wrong() {
        let (done, refused) = (Occurrence::Done, Occurrence::Refused);
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.objects = [1, 2].map(|id| channel(id, "unbounded channel", 0)).into();
        let receive = |number, object, occurrence| {
            step(number, (1, 5), Operation::Receive, object, occurrence)
        };
        let send = |number| step(number, (1, 9), Operation::Send, 7, done);
        failure.steps = vec![
            receive(0, 1, done),
            receive(1, 2, refused),
            send(2),
            receive(3, 1, done),
            receive(4, 2, done),
            send(5),
            receive(6, 1, refused),
            send(7),
        ];
        let found = |at: usize| hand(&failure, &failure.steps[at]).and_then(|it| it.fault());
        assert_eq!(found(2), Some(Fault::Condition));
        assert_eq!(found(5), Some(Fault::Choice));
        assert_eq!(found(7), Some(Fault::Condition));
        // Who receives from one channel only merges nothing.
        failure.objects[1].kind = "timer channel".to_owned();
        assert!(hand(&failure, &failure.steps[5]).is_none());
    }
}
