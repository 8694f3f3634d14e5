//! Where a stream comes from that the check found closed, or open: by which call it was made, and what else was.

use super::{Names, beside, leads, nth, origin, show};
use crate::report::names;
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Place, Step};

/// How many streams are told, at most.
const MOST: usize = 4;
/// Of what is made at more places nobody could say which one matters.
const MOST_MADE: usize = 2;

/// A stream of the learner's that the check found closed, though it should be open.
struct Closed<'f> {
    object: &'f ObjectReport,
    /// The step that closed it.
    closing: &'f Step,
    /// Those that were created at the same place, itself among them.
    alike: Vec<&'f ObjectReport>,
}

/// The stream that the check looked at last, if that was closed though it should be open.
fn closed<'f>(failure: &'f Failure, names: &Names) -> Option<Closed<'f>> {
    let is_about = matches!(failure.code, Code::WrongValue | Code::TooEarly);
    let last = leads::last_look(failure).filter(|it| it.occurrence == Occurrence::Disconnected)?;
    let object = failure
        .objects
        .iter()
        .find(|it| Some(it.id) == last.object)?;
    if !is_about || !failure.figures.is_empty() || object.created.is_none() || failure.elided > 0 {
        return None;
    }
    // What a `drop` closes is told by that.
    let closes = |it: &Step| it.object == Some(object.id) && drops_the_last_sender(it);
    let closing = failure.steps.iter().rfind(|it| closes(it))?;
    let mut places = closing.place.iter().chain(&closing.via);
    if places.any(|it| names.around(it).is_some_and(|it| it.name == "drop")) {
        return None;
    }
    let alike = failure
        .objects
        .iter()
        .filter(|it| it.created == object.created);
    let alike: Vec<&ObjectReport> = alike.collect();
    // One that was made where the caller calls is no news.
    (alike.len() > 1 || !object.via.is_empty()).then_some(Closed {
        object,
        closing,
        alike,
    })
}

/// The stream that the check found closed, where it was created.
pub(in super::super) fn found_closed<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Option<(&'f Place, String)> {
    let Closed { object, .. } = closed(failure, names)?;
    let name = names.end(object.id, Operation::Receive, failure);
    Some((object.created.as_ref()?, format!("{name} is created here")))
}

/// What the check called a method of, when that closed the stream, and the method.
pub(super) fn closer<'n>(failure: &Failure, names: &'n Names) -> Option<(&'n str, &'n str)> {
    let step = closed(failure, names)?.closing;
    let outermost = step.via.last().or(step.place.as_ref())?;
    let function = names.around(outermost)?;
    let is_method = step.thread == 0 && function.has_self;
    let owner = function.owner.as_deref().filter(|_| is_method)?;
    Some((owner, &function.name))
}

/// Where the sources make such a thing, if it is not known which of them has nothing of its own.
pub(in super::super) fn made_closers(failure: &Failure, names: &Names) -> Vec<(Place, String)> {
    let is_known = !beside::borrowed(failure, names).is_empty();
    let Some((owner, _)) = closer(failure, names).filter(|_| !is_known) else {
        return Vec::new();
    };
    let made = names::written(&names.sources, |file| names::made(file, owner));
    if made.len() > MOST_MADE {
        return Vec::new();
    }
    let text = format!("a `{owner}` can be made here");
    made.into_iter()
        .map(|(place, _)| (place, text.clone()))
        .collect()
}

/// The step closes a stream.
fn drops_the_last_sender(step: &Step) -> bool {
    step.operation == Operation::Drop && step.note.as_deref() == Some("the last sender")
}

/// The function that was called when this was made: the outermost.
fn maker<'n>(object: &ObjectReport, names: &'n Names) -> Option<&'n str> {
    let place = object.via.last().or(object.created.as_ref())?;
    names.around(place).map(|it| it.name.as_str())
}

/// "closed in this order: `done` #1, made in a call of `background`, in step 5; `done` #2, …", or that there is no other.
pub(super) fn closings(failure: &Failure, names: &Names) -> Option<String> {
    let Closed { object, alike, .. } = closed(failure, names)?;
    let name = |it: &ObjectReport| names.end(it.id, Operation::Receive, failure);
    if alike.len() == 1 {
        let (name, by, at) = (
            name(object),
            maker(object, names)?,
            show(object.created.as_ref()?),
        );
        return Some(format!(
            "{name} was made in a call of `{by}`, and no other was made at {at}"
        ));
    }
    let closing = |step: &&Step| {
        drops_the_last_sender(step) && alike.iter().any(|it| Some(it.id) == step.object)
    };
    let steps: Vec<&Step> = failure.steps.iter().filter(closing).collect();
    let told = |step: &&Step| {
        let object = alike.iter().find(|it| Some(it.id) == step.object)?;
        let by = maker(object, names).map(|by| format!(", made in a call of `{by}`"));
        let (name, by, step) = (name(object), by.unwrap_or_default(), nth(step));
        Some(format!("{name}{by}, in step {step}"))
    };
    let list: Vec<String> = steps.iter().filter_map(told).take(MOST).collect();
    let more = match steps.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    (list.len() > 1).then(|| format!("closed in this order: {}{more}", list.join("; ")))
}

/// A thread that ended because the check let something go.
struct EndedWith<'f> {
    /// Its end.
    end: &'f Step,
    /// What it found closed before.
    found: &'f Step,
    object: &'f ObjectReport,
    /// The check had let go the last sender.
    dropped: &'f Step,
}

/// Where a stream is open still, or was closed too soon by what a thread did when it ended: the last thread that ended
/// because another stream was closed, whose last sender went with something of the learner's that the check dropped.
fn ended(failure: &Failure) -> Option<EndedWith<'_>> {
    // Of a stream that ended too soon it is known who began that.
    let first = closed_first(failure);
    if first.is_none() {
        leads::open_still(failure)?;
    }
    let is_it = |it: &&Step| {
        it.operation == Operation::Finish && first.is_none_or(|first| first.thread == it.thread)
    };
    let mut ends = failure.steps.iter().filter(is_it).rev();
    ends.find_map(|end| {
        let mut own = failure
            .steps
            .iter()
            .filter(|it| it.thread == end.thread && it.number < end.number);
        let found = own.rfind(|it| !leads::lets_go(it))?;
        let found = found.place.as_ref().map(|_| found);
        let found = found.filter(|it| it.occurrence == Occurrence::Disconnected)?;
        if first.is_some_and(|first| first.number != found.number) {
            return None;
        }
        let mut objects = failure.objects.iter();
        let object = objects.find(|it| Some(it.id) == found.object && it.created.is_some())?;
        let dropped = failure.steps.iter().rfind(|it| {
            it.object == found.object && it.number < found.number && drops_the_last_sender(it)
        })?;
        let by_check = dropped.thread == 0 && dropped.place.is_none();
        by_check.then_some(EndedWith {
            end,
            found,
            object,
            dropped,
        })
    })
}

/// What a thread met with which it began that a stream ended too soon.
fn closed_first(failure: &Failure) -> Option<&Step> {
    let is_about = matches!(failure.code, Code::LostItem | Code::EarlyClose);
    let origin = origin::origin(failure).filter(|it| is_about && it.ended)?;
    let (_, step) = leads::upstream(failure, origin.sent?)?;
    Some(step)
}

/// A thread ended because of what the check dropped; if that is known, the channel that it found closed.
pub(super) fn gone(failure: &Failure) -> Option<&ObjectReport> {
    ended(failure).map(|it| it.object)
}

/// "the `expire` thread found `gone` closed in step 17, and ended: the check had let go the last sender in step 12"
pub(super) fn ended_with(failure: &Failure, names: &Names) -> Option<String> {
    let it = ended(failure)?;
    let who = names.thread(it.end.thread);
    let what = names.end(it.object.id, Operation::Receive, failure);
    let (found, dropped) = (nth(it.found), nth(it.dropped));
    let dropped = match beside::sender_in(it.object, failure, names) {
        Some((owner, line)) => format!(
            "the `{owner}` that has its last sender (line {line}) went in step {dropped}, when the check dropped what \
             kept that"
        ),
        None => format!(
            "its last sender went in step {dropped}, with something of yours that the check dropped"
        ),
    };
    Some(format!(
        "{who} found {what} closed in step {found}, and ended: {dropped}"
    ))
}

/// Where the stream was created that such a thread found closed.
pub(in super::super) fn gone_with<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Option<(&'f Place, String)> {
    let it = ended(failure)?;
    let what = names.end(it.object.id, Operation::Receive, failure);
    let who = names.thread(it.end.thread);
    let text = format!("{what} is created here, and {who} ended when its sender was dropped");
    Some((it.object.created.as_ref()?, text))
}

/// Advice, where a thread ended with what the check dropped, and left a stream open.
pub(in super::super) fn advice(failure: &Failure) -> Option<&'static str> {
    ended(failure).map(|_| {
        "look at what ends with the handles that are dropped, and at what those that are left must keep"
    })
}
