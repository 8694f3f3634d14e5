//! Who could have received what nobody ever did.

use crate::{
    report::story::{
        Clue, Names,
        leads::{self, deed_before, lets_go, never_received, told},
        nth, origin,
    },
    text::counted,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The first value of the learner's that nobody ever received, where nothing else says why.
pub(super) fn sent<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let is_about = failure.code == Code::LostItem && origin::origin(failure).is_none();
    let lead = never_received(failure, names).filter(|_| is_about)?;
    let mut others = leads::leads(failure, names).into_iter();
    let is_alone = !others.any(|it| it.primary && it.step.number != lead.step.number);
    is_alone.then_some(lead.step)
}

/// Where the last who could receive it found another channel closed, and ended.
pub(super) fn left_waiting(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure, names)?;
        let dropped = told(failure).find(|it| {
            it.object == sent.object
                && it.number > sent.number
                && it.operation == Operation::Drop
                && it.note.as_deref() == Some("the last receiver")
        })?;
        let deed = deed_before(failure, dropped)?;
        let receives = [Operation::Receive, Operation::Select].contains(&deed.operation);
        let is_closed = receives && deed.occurrence == Occurrence::Disconnected;
        let mut own = told(failure).filter(|it| it.thread == deed.thread && !lets_go(it));
        let is_last = own.next_back().is_some_and(|it| it.number == deed.number);
        if !is_closed || !is_last || deed.object == sent.object || !is_own(failure, deed.object?) {
            return None;
        }
        let count = waiting(failure, sent.object?, deed.number).filter(|count| *count > 0)?;
        let closed = names.end(deed.object?, Operation::Receive, failure);
        let what = names.end(sent.object?, Operation::Receive, failure);
        let who = names.thread(deed.thread);
        let wait = if count == 1 { "waits" } else { "wait" };
        let count = counted(count, "value");
        Some(Clue {
            place: deed.place.clone()?,
            text: format!(
                "{who} finds {closed} closed here, and ends while {count} {wait} in {what}"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

/// The learner created it.
fn is_own(failure: &Failure, object: u32) -> bool {
    let mut objects = failure.objects.iter();
    objects.any(|it| it.id == object && it.created.is_some())
}

/// How many values wait in a channel before a step.
pub(super) fn waiting(failure: &Failure, object: u32, number: u64) -> Option<usize> {
    let count = |operation: Operation| {
        let steps = failure.steps.iter().filter(|it| {
            it.operation == operation
                && it.object == Some(object)
                && it.occurrence == Occurrence::Done
                && it.number < number
        });
        steps.count()
    };
    count(Operation::Send).checked_sub(count(Operation::Receive))
}

/// Where somebody found nothing in the channel before that, and looked no more.
pub(super) fn looked_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure, names)?;
        let looks = |it: &&Step| {
            let receives = [Operation::Receive, Operation::Select].contains(&it.operation);
            receives && it.object == sent.object
        };
        let look = failure.steps.iter().rfind(looks)?;
        let is_empty = look.occurrence == Occurrence::Refused && look.number < sent.number;
        let place = look.place.clone().filter(|_| is_empty)?;
        let is_learners = |id: u32| {
            let mut threads = failure.threads.iter();
            threads.any(|it| it.id == id && it.spawned.is_some())
        };
        let mut later = told(failure).filter(|it| it.thread == look.thread && !lets_go(it));
        let goes_on = later.any(|it| it.number > look.number) || !is_learners(look.thread);
        if !goes_on {
            return None;
        }
        let who = names.thread(look.thread);
        let what = names.end(sent.object?, Operation::Receive, failure);
        let number = nth(look);
        Some(Clue {
            place,
            text: format!("{who} finds nothing in {what} here, in step {number}, and goes on"),
            // Who calls may be innocent of what another caller sends later; not of what its own threads do.
            primary: is_learners(sent.thread) && !is_learners(look.thread),
        })
    };
    found().into_iter().collect()
}
