//! Where a value was seen last that never came, and what became of a signal to stop.

use super::{
    Names,
    leads::{self, Lead, told},
    nth, origin,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The last step of a thread that asks again and again, at one place, one who is gone.
pub(in super::super) fn asks_the_gone(failure: &Failure) -> Option<&Step> {
    let gone = |step: &&Step| step.occurrence == Occurrence::Disconnected && step.place.is_some();
    let gone = || failure.steps.iter().filter(gone);
    gone().rev().find(|step| {
        let again = |it: &&Step| {
            (it.thread, it.object, &it.place) == (step.thread, step.object, &step.place)
        };
        gone().filter(again).count() > 1
    })
}

/// A value that found no room, and was not offered again before the thread went on to another.
pub(super) fn no_room<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    if failure.code != Code::LostItem {
        return None;
    }
    let refused =
        |it: &&Step| it.operation == Operation::Send && it.occurrence == Occurrence::Refused;
    let goes_on = |step: &Step| {
        let own = told(failure).filter(|it| it.thread == step.thread && it.number > step.number);
        let mut own = own.filter(|it| {
            matches!(
                it.operation,
                Operation::Send | Operation::Receive | Operation::Call
            )
        });
        own.next()
            .is_none_or(|next| next.operation != Operation::Send)
    };
    // Whom nobody hears but the learner's own threads may have other reasons than to pass on values.
    let is_read = |step: &Step| {
        let mut steps = failure.steps.iter();
        steps.any(|it| {
            it.operation == Operation::Receive && it.place.is_none() && it.object == step.object
        })
    };
    let mut steps = told(failure).filter(refused);
    let step = steps.find(|step| is_read(step) && goes_on(step))?;
    let who = names.thread(step.thread);
    let what = names.end(step.object?, step.operation, failure);
    Some(Lead {
        step,
        text: format!("{who} finds no room in {what} here, and goes on without this value"),
        primary: true,
    })
}

/// Where something is received that a thread sent right after it had called the check's code.
pub(in super::super) fn received_after<'f>(
    failure: &'f Failure,
    called: &Step,
    names: &Names,
) -> Option<Lead<'f>> {
    if failure.code != Code::LostItem {
        return None;
    }
    let mut own =
        told(failure).filter(|it| it.thread == called.thread && it.number > called.number);
    let sent =
        own.find(|it| it.operation == Operation::Send && it.occurrence == Occurrence::Done)?;
    let step = told(failure).find(|it| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && it.object == sent.object
            && it.note.is_some()
            && it.note == sent.note
    })?;
    let who = names.thread(step.thread);
    Some(Lead {
        step,
        text: format!(
            "{who} receives here what was sent after that, in step {}",
            nth(step)
        ),
        primary: true,
    })
}

/// Streams that a cancellation closed, beside one of the same kind that it left open.
pub(in super::super) fn reached<'f>(failure: &'f Failure, names: &Names) -> Vec<Lead<'f>> {
    let created = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        object.created.as_ref()
    };
    let Some(open) = leads::open_still(failure) else {
        return Vec::new();
    };
    let closed = told(failure).filter(|step| {
        let id = step.object.filter(|&id| id != open);
        origin::drops_a_sender(step) && id.is_some_and(|id| created(id) == created(open))
    });
    let mut places = BTreeMap::new();
    // What was closed before this one existed is of another time.
    let exists_by = |number: u64| {
        let mut steps = failure.steps.iter().filter(|it| it.number <= number);
        steps.any(|it| it.object.is_some_and(|id| id >= open))
    };
    for step in closed.filter(|step| exists_by(step.number)) {
        // The last cancellation is the one in question.
        places.insert(&step.place, step);
    }
    let name = |id: u32| names.end(id, Operation::Receive, failure);
    places
        .into_values()
        .filter_map(|step| {
            let (closed, open) = (name(step.object?), name(open));
            Some(Lead {
                step,
                text: format!(
                    "closes {closed} here, in step {}, and not {open}",
                    nth(step)
                ),
                primary: false,
            })
        })
        .take(2)
        .collect()
}

/// Who of the learner's heard a signal of the check's to stop, that others went on after; or who looked last
/// before it came.
pub(in super::super) fn signal<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    if failure.code != Code::CancellationIgnored {
        return None;
    }
    let is_checks = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id);
        object.is_some_and(|it| it.created.is_none() && it.kind.contains("channel"))
    };
    let gives = |step: &&Step| {
        let sends = step.operation == Operation::Send && step.occurrence == Occurrence::Done;
        step.place.is_none()
            && step.object.is_some_and(is_checks)
            && (sends || origin::drops_a_sender(step))
    };
    let looks = |step: &Step, signal: &Step| {
        step.object == signal.object
            && matches!(step.operation, Operation::Receive | Operation::Select)
    };
    // What nobody of the learner's ever looks at is no signal.
    let signal = failure
        .steps
        .iter()
        .filter(gives)
        .rfind(|signal| told(failure).any(|step| looks(step, signal)))?;
    let what = names.end(signal.object?, Operation::Receive, failure);
    let heard = told(failure).find(|step| {
        let hears = matches!(step.occurrence, Occurrence::Done | Occurrence::Disconnected);
        looks(step, signal) && hears && step.number > signal.number
    });
    let (step, text) = if let Some(step) = heard {
        (step, format!("hears of {what} here, in step {}", nth(step)))
    } else {
        let step =
            told(failure).rfind(|step| looks(step, signal) && step.number < signal.number)?;
        let text = format!("looks at {what} here for the last time, before the signal comes");
        (step, text)
    };
    let who = names.thread(step.thread);
    Some(Lead {
        step,
        text: format!("{who} {text}"),
        primary: true,
    })
}

/// "the `merge` thread received 6 values by then, and sent 5", where something was lost on the way.
pub(super) fn kept_back(failure: &Failure, names: &Names) -> Option<String> {
    let origin = origin::origin(failure).filter(|origin| origin.ended)?;
    let dropped = origin.sent.filter(|step| step.thread != 0)?;
    if failure.code != Code::LostItem || failure.elided > 0 {
        return None;
    }
    let own = |operation: Operation| {
        failure.steps.iter().filter(move |it| {
            it.thread == dropped.thread
                && it.number < dropped.number
                && it.operation == operation
                && it.occurrence == Occurrence::Done
        })
    };
    // What it hands around among its own threads may be more than one message for a value.
    let is_input = |it: &&Step| {
        let mut objects = failure.objects.iter();
        objects.any(|object| Some(object.id) == it.object && object.created.is_none())
    };
    let last = |operation: Operation| own(operation).next_back().map(|it| it.number);
    if last(Operation::Receive) < last(Operation::Send) {
        return None;
    }
    let received = own(Operation::Receive).filter(is_input).count();
    let sent = own(Operation::Send).count();
    let who = names.thread(dropped.thread);
    (received > sent && sent > 0)
        .then(|| format!("{who} received {received} values by then, and sent {sent}"))
}
