//! Who took silence for the end, behind a stream that another closed in good order.

use super::{
    Names, ended_early,
    leads::{Lead, deed_before},
    origin,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Before the last sender of a stream was dropped by a thread that had come to the end of its input: where another
/// thread found nothing in an input that was open still, and dropped its own sender.
pub(super) fn gave_up<'f>(failure: &'f Failure, names: &Names, dropped: &Step) -> Option<Lead<'f>> {
    let is_about = matches!(failure.code, Code::EarlyClose | Code::LostItem);
    let drops = |it: &&Step| {
        it.object == dropped.object
            && it.number < dropped.number
            && it.thread != dropped.thread
            && it.place.is_some()
            && origin::drops_a_sender(it)
    };
    let mut drops = failure.steps.iter().filter(|it| is_about && drops(it));
    let step = drops.find_map(|it| {
        let deed = deed_before(failure, it)?;
        let is_silent =
            deed.operation == Operation::Receive && deed.occurrence == Occurrence::Refused;
        (is_silent && !ended_early::is_no_reason(failure, deed)).then_some(deed)
    })?;
    let who = names.thread(step.thread);
    let what = names.end(step.object?, Operation::Receive, failure);
    let stream = names.end(dropped.object?, Operation::Send, failure);
    Some(Lead {
        step,
        text: format!(
            "{who} finds nothing in {what} here, and does nothing more before it drops {stream}"
        ),
        primary: true,
    })
}

/// A lead stands at such a place: there was nothing, and the thread ended.
pub(in super::super) fn is_silence(lead: &Lead<'_>) -> bool {
    lead.primary
        && lead.step.operation == Operation::Receive
        && lead.step.occurrence == Occurrence::Refused
}
