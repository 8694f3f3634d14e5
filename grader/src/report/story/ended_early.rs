//! Threads that ended though there was work: what each of them met last.

use super::{
    Names, apart, beside,
    leads::{Lead, lets_go, told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Threads that ended because they found nothing, or had waited long enough, or read a flag: an end that
/// nobody else brought about.
pub(in super::super) fn ended_early<'f>(failure: &'f Failure, names: &Names) -> Vec<Lead<'f>> {
    let about_too_little = [Code::NotConcurrent, Code::LostItem, Code::WrongValue];
    if !about_too_little.contains(&failure.code) {
        return Vec::new();
    }
    let ended = failure
        .threads
        .iter()
        .filter(|thread| thread.spawned.is_some() && matches!(thread.state, wire::State::Finished));
    let last = ended.filter_map(|thread| {
        let own = told(failure).filter(|step| step.thread == thread.id);
        // What is given back on the way out tells nothing of why.
        let tells = |step: &&Step| !lets_go(step) && !names.is_in_drop(step);
        let last = own.clone().rfind(tells)?;
        let last = apart::decides(failure, last);
        // Who set the flag brought about the end.
        let changes = [Operation::Store, Operation::Update];
        let set_it = |it: &Step| changes.contains(&it.operation) && it.object == last.object;
        let is_own_flag = last.operation == Operation::Load && own.clone().any(set_it);
        // An end is early if others had work after it, or if the check gave more.
        let gives = [Operation::Send, Operation::NotifyOne];
        let works = [Operation::Receive, Operation::Call, Operation::Enter];
        let goes_on = |it: &Step| {
            let has_work = match it.thread {
                0 => it.place.is_some() && gives.contains(&it.operation),
                _ => works.contains(&it.operation),
            };
            it.thread != thread.id
                && it.number > last.number
                && has_work
                && it.occurrence == Occurrence::Done
        };
        let tells = !is_own_flag && !is_no_reason(failure, last);
        (tells && failure.steps.iter().any(goes_on)).then_some(last)
    });
    // Who gave up while another worked is told of that.
    let gave_up = beside::give_up(failure, names);
    let is_told = |step: &Step| gave_up.iter().any(|(it, _)| it.number == step.number);
    let told = last.filter(|it| !is_told(it)).filter_map(|step| {
        let what = names.end(step.object?, step.operation, failure);
        let found = match (step.operation, step.occurrence) {
            (Operation::Receive, Occurrence::Refused) => format!("finds nothing in {what} here"),
            (Operation::Receive | Operation::Select | Operation::Wait, Occurrence::TimedOut) => {
                "has waited for long enough here".to_owned()
            }
            (Operation::Load, _) => format!("reads {what} here"),
            (Operation::Wait, Occurrence::Done) => "was woken here".to_owned(),
            _ => return None,
        };
        let who = names.thread(step.thread);
        let text = format!("{who} {found}, and ends");
        Some(Lead {
            step,
            text,
            primary: false,
        })
    });
    let mut leads: Vec<Lead<'_>> = told.collect();
    leads.sort_by_key(|lead| (&lead.step.place, lead.step.number));
    leads.dedup_by(|one, other| one.step.place == other.step.place);
    let before: Vec<Lead<'_>> = leads
        .iter()
        .filter_map(|lead| had_before(lead.step, failure, names))
        .collect();
    leads.extend(before);
    leads
}

/// Somebody found nothing at the same place as well, and went on to work: that nothing is there is no reason to end then,
/// as of a signal that has not come.
pub(super) fn is_no_reason(failure: &Failure, step: &Step) -> bool {
    let is_refused = |it: &Step| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Refused
            && (it.object, &it.place) == (step.object, &step.place)
    };
    let works = [Operation::Enter, Operation::Call, Operation::Send];
    let goes_on = |it: &Step| {
        let mut own = told(failure).filter(|other| other.thread == it.thread);
        let next = own.find(|other| other.number > it.number && !lets_go(other));
        next.is_some_and(|next| works.contains(&next.operation))
    };
    is_refused(step) && told(failure).any(|it| is_refused(it) && goes_on(it))
}

/// Who had the lock last, on the way out of its own work, before a wait ended with which a thread ended: what it
/// changed may have ended both.
fn had_before<'f>(woken: &Step, failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    if woken.operation != Operation::Wait || woken.occurrence != Occurrence::Done {
        return None;
    }
    let locks =
        |step: &&Step| step.operation == Operation::Lock && step.occurrence == Occurrence::Done;
    let mut before = told(failure).filter(|it| it.number < woken.number);
    let mut own = before.clone().filter(|it| it.thread == woken.thread);
    let mutex = own.rfind(locks)?.object;
    let changes =
        |step: &&Step| step.object == mutex && (locks(step) || step.operation == Operation::Wait);
    let step = before.rfind(|step| changes(step) && step.thread != woken.thread)?;
    if !locks(&step) || !names.is_in_drop(step) {
        return None;
    }
    let (who, what) = (names.thread(step.thread), names.object(mutex?, failure));
    Some(Lead {
        step,
        text: format!("{who} had {what} before that, from here"),
        primary: true,
    })
}
