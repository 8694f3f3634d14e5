//! Streams whose end a thread did not wait for before it ended its own.

use super::{
    Names,
    leads::{self, Lead, told},
    nth, origin,
};
use wire::{Failure, Occurrence, Operation, Step};

/// "`merge` had not come to the end of `high` then": what it had received from, or had looked at as it had at the stream
/// that ended.
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let dropped = dropped(failure)?;
    let open: Vec<String> = open(failure, names, dropped)
        .into_iter()
        .map(|id| names.end(id, Operation::Receive, failure))
        .collect();
    let who = names.thread(dropped.thread);
    let list = open.join(", ");
    (!open.is_empty()).then(|| format!("{who} had not come to the end of {list} then"))
}

/// The last look at such a stream, if there was nothing in it: what came later nobody took.
pub(super) fn never_again<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let dropped = dropped(failure)?;
    let mut looks = told(failure).filter(|it| {
        it.thread == dropped.thread
            && it.number < dropped.number
            && it.operation == Operation::Receive
    });
    let last = |id: u32| {
        let last = looks.clone().rfind(|it| it.object == Some(id));
        last.filter(|it| it.occurrence == Occurrence::Refused)
    };
    let step = open(failure, names, dropped).into_iter().find_map(last)?;
    // In a circle of looks it may be just the other's turn.
    let again = looks.any(|it| it.number > step.number && it.object != step.object);
    let who = names.thread(step.thread);
    let what = names.end(step.object?, step.operation, failure);
    let number = nth(step);
    again.then(|| Lead {
        step,
        text: format!(
            "{who} finds nothing in {what} here, in step {number}, and looks at it no more"
        ),
        primary: false,
    })
}

/// The drop of the last sender of a stream that should have gone on, by a thread of the learner's.
fn dropped(failure: &Failure) -> Option<&Step> {
    let origin = origin::origin(failure).filter(|origin| origin.ended)?;
    origin.sent.filter(|step| step.thread != 0)
}

/// The streams whose end the thread had not met when it dropped its sender.
fn open(failure: &Failure, names: &Names, dropped: &Step) -> Vec<u32> {
    let own = || {
        let steps = failure.steps.iter();
        steps.filter(|it| it.thread == dropped.thread && it.number < dropped.number)
    };
    let receives = |it: &&Step| it.operation == Operation::Receive;
    let ended = |id: u32| {
        own().any(|it| it.object == Some(id) && it.occurrence == Occurrence::Disconnected)
    };
    // A timer has no end, and a channel without a sender nothing more to come.
    let goes_on = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id);
        object.is_some_and(|it| it.handles.iter().any(|handle| handle.role == "sender"))
    };
    // One of several that are called the same plays the same part, and is no signal to stop.
    let stem = |id: u32| {
        let name = names.end(id, Operation::Receive, failure);
        let stem = name.split_once(" #").map(|(stem, _)| stem.to_owned());
        stem.filter(|stem| stem.starts_with('`'))
    };
    let closed = own().rfind(|it| receives(it) && it.occurrence == Occurrence::Disconnected);
    let closed = closed.and_then(|it| stem(it.object?));
    let is_alike = |id: u32| failure.elided == 0 && closed.is_some() && stem(id) == closed;
    let mut open: Vec<u32> = own()
        .filter(receives)
        .filter_map(|it| Some((it, it.object?)))
        .filter(|&(it, id)| leads::takes(it) || is_alike(id))
        .map(|(_, id)| id)
        .filter(|&id| !ended(id) && goes_on(id))
        .collect();
    open.sort_unstable();
    open.dedup();
    open
}
