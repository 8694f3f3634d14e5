//! Steps that lead to a wrong value, beside the one that delivered it: where it was taken, what a thread
//! did last before it gave up, what nobody ever received.
//!
//! Each is a rule over the trace alone; none knows the contract. So each says only what happened there.

mod changes;
mod hand;
mod taken;
mod whole;

pub(in super::super) use changes::last_changes;
pub(super) use hand::{Fault, hand, measured};

use super::{
    Names, begun_anew, beside, entries, gave_up, is_about_values, lost, nth, origin, unfinished,
    wants_a_panic,
};
use crate::report::names::given;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// A step that is worth a mark, and what is said of it.
pub(in super::super) struct Lead<'f> {
    pub(in super::super) step: &'f Step,
    pub(in super::super) text: String,
    /// It is a cause, and no mere circumstance.
    pub(in super::super) primary: bool,
}

/// All leads of a failure, the most telling first.
pub(in super::super) fn leads<'f>(failure: &'f Failure, names: &Names) -> Vec<Lead<'f>> {
    let mut leads = Vec::new();
    if let Some(origin) = origin::origin(failure)
        && let Some(sent) = origin.sent
    {
        if origin.ended {
            leads.extend(last_deed(failure, names, sent));
            leads.extend(unfinished::never_again(failure, names));
        } else {
            leads.extend(taken::taken(failure, names, sent));
            leads.extend(goes_past_the_end(failure, names, sent));
        }
    }
    if failure.code == Code::LostItem {
        let is_told = |it: &Lead| {
            leads
                .iter()
                .any(|lead| leaves_behind(failure, lead, it.step))
        };
        let never_received = never_received(failure, names).filter(|it| !is_told(it));
        leads.extend(never_received);
    }
    leads.extend(lost::no_room(failure, names));
    leads.extend(after_a_panic(failure, names));
    leads.extend(woken_early(failure, names));
    leads.extend(entries::wrong_entry(failure, names));
    leads
}

/// The steps in the learner's code.
pub(super) fn told(failure: &Failure) -> impl DoubleEndedIterator<Item = &Step> + Clone {
    failure.steps.iter().filter(|step| step.place.is_some())
}

/// It takes a value out of a channel, or asks the check's code for one.
pub(super) fn takes(step: &Step) -> bool {
    matches!(step.operation, Operation::Receive | Operation::Call)
        && step.occurrence == Occurrence::Done
}

/// Letting go of something tells nothing of why.
pub(super) fn lets_go(step: &Step) -> bool {
    matches!(
        step.operation,
        Operation::Drop | Operation::Unlock | Operation::Finish | Operation::Clone
    )
}

/// What a thread did last before it dropped the last sender of a stream that should have gone on. If that
/// was to find another stream closed, it is the same question for that one, and so on upstream.
pub(super) fn last_deed<'f>(
    failure: &'f Failure,
    names: &Names,
    dropped: &'f Step,
) -> Option<Lead<'f>> {
    let (dropped, step) = upstream(failure, dropped)?;
    if step.occurrence == Occurrence::Disconnected
        && let Some(lead) = gave_up::gave_up(failure, names, dropped)
    {
        return Some(lead);
    }
    let who = names.thread(step.thread);
    let what = step
        .object
        .map(|id| names.end(id, step.operation, failure))
        .unwrap_or_default();
    let found = match (step.operation, step.occurrence) {
        (Operation::Panic, _) => "panics here".to_owned(),
        (_, Occurrence::Disconnected) => format!("finds {what} closed here"),
        (Operation::Send, Occurrence::Refused) => format!("finds no room in {what} here"),
        (_, Occurrence::Refused) => format!("finds nothing in {what} here"),
        (_, Occurrence::TimedOut) => "has waited for long enough here".to_owned(),
        (Operation::Receive, Occurrence::Done) => format!("takes a value from {what} here"),
        _ => return None,
    };
    let stream = dropped
        .object
        .map(|id| names.end(id, Operation::Send, failure));
    let stream = stream.unwrap_or_default();
    Some(Lead {
        step,
        text: format!("{who} {found}, and does nothing more before it drops {stream}"),
        primary: true,
    })
}

/// The last thing a thread did before it dropped the last sender of a stream; if that was to find another stream closed,
/// which a thread of the learner's closed, the same for that one, and so on. With the drop that it came before.
pub(super) fn upstream<'f>(
    failure: &'f Failure,
    dropped: &'f Step,
) -> Option<(&'f Step, &'f Step)> {
    let mut dropped = dropped;
    let mut step = deed_before(failure, dropped)?;
    for _ in 0..MOST_HOPS {
        // Who leaves others for the end of one leaves them by its own choice.
        let is_end =
            step.occurrence == Occurrence::Disconnected && !beside::ends_with_one(failure, step);
        let upstream = is_end.then(|| closed_by(failure, step)).flatten();
        let Some((upstream, before)) =
            upstream.and_then(|it| Some((it, deed_before(failure, it)?)))
        else {
            break;
        };
        (dropped, step) = (upstream, before);
    }
    Some((dropped, step))
}

/// Closings that are followed upstream, at most.
const MOST_HOPS: usize = 5;

/// The last thing a thread did, but for letting go, before a step of its own.
pub(super) fn deed_before<'f>(failure: &'f Failure, step: &Step) -> Option<&'f Step> {
    let mut own = told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
    own.rfind(|step| !lets_go(step))
}

/// The drop of the last sender that a step met, if another thread of the learner's dropped it.
fn closed_by<'f>(failure: &'f Failure, met: &Step) -> Option<&'f Step> {
    failure.steps.iter().rfind(|step| {
        step.object == met.object
            && step.number < met.number
            && origin::drops_a_sender(step)
            && step.thread != met.thread
            && step.place.is_some()
    })
}

/// The stream that the sender of a wrong item found closed right before that, since its send before: it went on.
fn goes_past_the_end<'f>(failure: &'f Failure, names: &Names, sent: &Step) -> Option<Lead<'f>> {
    let own = told(failure).filter(|it| it.thread == sent.thread && it.number < sent.number);
    let mut since: Vec<&Step> = own
        .rev()
        .take_while(|it| it.operation != Operation::Send)
        .collect();
    since.retain(|it| {
        it.operation == Operation::Receive && it.occurrence == Occurrence::Disconnected
    });
    let step = since.first().copied()?;
    let place = step.place.as_ref()?;
    let handles = |file: &syn::File| given::has_an_arm(file, place, "Disconnected");
    if names.look(&place.file, handles) == Some(true) {
        return None;
    }
    let who = names.thread(step.thread);
    let what = names.end(step.object?, step.operation, failure);
    let number = nth(step);
    Some(Lead {
        step,
        text: format!("{who} finds {what} closed here, in step {number}, and goes on"),
        primary: false,
    })
}

/// A value that was sent on a channel of the learner's and that nobody ever received.
pub(super) fn never_received<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let done = |step: &&Step| step.occurrence == Occurrence::Done && step.note.is_some();
    let received = |sent: &Step| {
        let steps = failure.steps.iter().filter(done);
        let mut steps = steps.filter(|step| step.operation == Operation::Receive);
        steps.any(|step| step.object == sent.object && step.note == sent.note)
    };
    if failure.elided > 0 {
        return None;
    }
    let is_own = |step: &Step| {
        let channel = failure.objects.iter().find(|it| Some(it.id) == step.object);
        channel.is_some_and(|channel| channel.created.is_some())
    };
    let sends = told(failure).filter(done);
    let mut sends = sends.filter(|step| step.operation == Operation::Send && is_own(step));
    let step = sends.find(|step| !received(step))?;
    let channel = names.end(step.object?, Operation::Receive, failure);
    Some(Lead {
        step,
        text: format!("sent here, and never received from {channel}"),
        primary: true,
    })
}

/// After its last deed, which is told, a thread dropped the last receiver of what was sent.
fn leaves_behind(failure: &Failure, told_of: &Lead, sent: &Step) -> bool {
    let deed = told_of.step;
    let mut drops = told(failure).filter(|it| {
        it.thread == deed.thread && it.number > deed.number && it.object == sent.object
    });
    told_of.primary
        && drops.any(|it| {
            it.operation == Operation::Drop && it.note.as_deref() == Some("the last receiver")
        })
}

/// The last panic that the check brought about in the learner's code, to see what becomes of it.
pub(in super::super) fn provoked(failure: &Failure) -> Option<&Step> {
    failure.steps.iter().rfind(|step| {
        let message = step.note.as_deref().unwrap_or_default();
        step.operation == Operation::Panic && message.contains(PROVOKED)
    })
}

/// What the message of a panic says that a check brings about.
pub(super) const PROVOKED: &str = "this check provokes";

/// Where a thread goes on after a panic that it caught, with work: what is done on the way out of a panic
/// is none.
fn after_a_panic<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let panic = provoked(failure).filter(|step| step.place.is_some())?;
    let mut own = told(failure).filter(|it| it.thread == panic.thread && it.number > panic.number);
    let works = [Operation::Receive, Operation::Send, Operation::Call];
    let step = own.find(|step| works.contains(&step.operation))?;
    let who = names.thread(step.thread);
    let line = panic.place.as_ref().map_or(0, |place| place.line);
    Some(Lead {
        step,
        text: format!("{who} goes on here after the panic of line {line}"),
        primary: false,
    })
}

/// The last step of the code under test, but for the ends of its threads.
pub(in super::super) fn last_of_all(failure: &Failure) -> Option<&Step> {
    told(failure).rfind(|step| step.operation != Operation::Finish)
}

/// The last receive of a thread that had received from the same channel before, and done nothing with
/// that value since: neither sent, nor handed it to the check.
pub(in super::super) fn twice_taken(failure: &Failure) -> Option<&Step> {
    twice_taken_by(failure, |_| true)
}

/// The same, of some threads only.
pub(in super::super) fn twice_taken_by(
    failure: &Failure,
    is_about: impl Fn(u32) -> bool,
) -> Option<&Step> {
    let told = || told(failure).filter(|it| is_about(it.thread));
    let received =
        |step: &Step| step.operation == Operation::Receive && step.occurrence == Occurrence::Done;
    told().filter(|step| received(step)).rfind(|step| {
        let mut before = told().filter(|it| it.thread == step.thread && it.number < step.number);
        let last = before.rfind(|it| {
            received(it)
                || matches!(
                    it.operation,
                    Operation::Send | Operation::Call | Operation::Enter
                )
        });
        last.is_some_and(|last| received(last) && last.object == step.object)
    })
}

/// The last wait on a condition variable that a notification ended, where something came too early.
pub(in super::super) fn woken_early<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let woken =
        |step: &&Step| step.operation == Operation::Wait && step.occurrence != Occurrence::Blocked;
    let step = told(failure).rfind(woken)?;
    let is_early = failure.code == Code::TooEarly && step.occurrence == Occurrence::Done;
    let who = names.thread(step.thread);
    is_early.then(|| Lead {
        step,
        text: format!("{who} was woken here, and waits no longer"),
        primary: true,
    })
}

/// The last thing that the thread did which stands at the end of a function, or in a `drop`: what is dropped
/// there tells nothing, and what was done before it in the same thread does.
pub(in super::super) fn before_the_brace<'f>(
    failure: &'f Failure,
    place: &Place,
    names: &Names,
) -> Option<&'f Step> {
    let at_end = told(failure).rfind(|step| step.place.as_ref() == Some(place))?;
    let drops = is_about_values(failure.code) && names.is_in_drop(at_end);
    let mut own =
        told(failure).filter(|step| step.thread == at_end.thread && step.number <= at_end.number);
    let tells = |step: &&Step| !(lets_go(step) || drops && names.is_in_drop(step));
    (drops || lets_go(at_end)).then(|| own.rfind(tells))?
}

/// The check's last step, if that was a look at a stream.
pub(super) fn last_look(failure: &Failure) -> Option<&Step> {
    let by_check = |step: &&Step| step.thread == 0 && !lets_go(step);
    let last = failure.steps.iter().rfind(by_check)?;
    (last.operation == Operation::Receive && last.place.is_none()).then_some(last)
}

/// What the check looked at last, if that was a stream.
pub(in super::super) fn looked_at(failure: &Failure) -> Option<u32> {
    last_look(failure)?.object
}

/// The stream of the learner's that the check found open, though a cancellation ought to have closed it.
pub(in super::super) fn open_still(failure: &Failure) -> Option<u32> {
    let last = last_look(failure).filter(|step| step.occurrence == Occurrence::Refused)?;
    let mut objects = failure.objects.iter();
    let object = objects.find(|it| Some(it.id) == last.object)?;
    let is_asked = failure.code == Code::CancellationIgnored && object.created.is_some();
    is_asked.then_some(object.id)
}

/// Where the check's last look at a stream leads, where nothing else shows anything: to the send of what
/// it received, to the end of the last sender, or to the creation of what is open still.
pub(in super::super) fn last_value<'f>(failure: &'f Failure, names: &Names) -> Option<Found<'f>> {
    let about_values = is_about_values(failure.code) || open_still(failure).is_some();
    if !about_values || wants_a_panic(failure) {
        return None;
    }
    let last = last_look(failure)?;
    let object = failure
        .objects
        .iter()
        .find(|it| Some(it.id) == last.object)?;
    let name = names.end(object.id, Operation::Receive, failure);
    let mut before = None;
    let (place, text) = match last.occurrence {
        Occurrence::Done => {
            let sent = origin::sent(failure, last)?;
            (
                sent.place.as_ref()?,
                "what the check received last is sent here".to_owned(),
            )
        }
        Occurrence::Disconnected => {
            if let Some(found) = begun_anew::begun_anew(failure, names) {
                return Some(found);
            }
            if let Some(found) = whole::sent(failure, last).or_else(|| whole::at(failure, last)) {
                return Some(found);
            }
            let dropped = failure.steps.iter().rfind(|step| {
                step.object == last.object
                    && origin::drops_a_sender(step)
                    && step.number < last.number
                    && step.place.is_some()
            })?;
            let who = names.thread(dropped.thread);
            before = last_deed(failure, names, dropped);
            (
                dropped.place.as_ref()?,
                format!("{who} drops the last sender of {name} here"),
            )
        }
        Occurrence::Refused | Occurrence::TimedOut | Occurrence::Blocked => (
            object.created.as_ref()?,
            format!("{name} is created here, and is open still"),
        ),
    };
    Some(Found {
        place,
        text,
        before,
    })
}

/// A place that is worth a mark.
pub(in super::super) struct Found<'f> {
    pub(in super::super) place: &'f Place,
    pub(in super::super) text: String,
    /// What its thread did before that.
    pub(in super::super) before: Option<Lead<'f>>,
}
