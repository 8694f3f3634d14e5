//! Where a value was seen last that never came, and what became of a signal to stop.

use super::{
    Names, beside,
    leads::{self, Lead, told},
    nth, origin,
    words::is_stuck,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// "`high` is closed": what a step met that found the other side gone.
pub(in super::super) fn gone(step: &Step, failure: &Failure, names: &Names) -> String {
    let is_received = step.operation == Operation::Receive;
    match step.object.filter(|_| is_received) {
        Some(id) => format!("{} is closed", names.end(id, step.operation, failure)),
        None => "the other side is gone".to_owned(),
    }
}

/// The last step of a thread that asks again and again, at one place, one who is gone, where that explains something.
pub(in super::super) fn asks_the_gone(failure: &Failure) -> Option<&Step> {
    match failure.code {
        Code::LostItem => sends_in_vain(failure),
        // Who heard a signal, and does not heed it, is told of that.
        code if is_stuck(code) => asks_again(failure)
            .filter(|_| beside::heard(failure).is_none() && !beside::is_queued(failure)),
        _ => None,
    }
}

/// The last step of a thread that asks again and again, at one place, one who is gone.
fn asks_again(failure: &Failure) -> Option<&Step> {
    let gone = |step: &&Step| step.occurrence == Occurrence::Disconnected && step.place.is_some();
    let gone = || failure.steps.iter().filter(gone);
    gone().rev().find(|step| {
        let again = |it: &&Step| {
            (it.thread, it.object, &it.place) == (step.thread, step.object, &step.place)
        };
        gone().filter(again).count() > 1
    })
}

/// The last send of a thread that takes one value after the other, and sends them at one place to one who is gone: of
/// the last two it could send neither.
fn sends_in_vain(failure: &Failure) -> Option<&Step> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return None;
    }
    let fails =
        |it: &Step| it.operation == Operation::Send && it.occurrence == Occurrence::Disconnected;
    let mut last = told(failure).filter(|it| fails(it)).rev();
    last.find(|step| {
        let own = told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
        let took =
            |it: &Step| it.operation == Operation::Receive && it.occurrence == Occurrence::Done;
        let acts: Vec<&Step> = own
            .filter(|it| it.operation == Operation::Send || it.operation == Operation::Receive)
            .collect();
        let acts: Vec<&Step> = acts
            .into_iter()
            .filter(|it| it.occurrence != Occurrence::Blocked)
            .collect();
        let [.., before, taken] = acts[..] else {
            return false;
        };
        took(taken) && fails(before) && (before.object, &before.place) == (step.object, &step.place)
    })
}

/// Where a thread takes values and hands on one for each, but for some: where the error that was expected is swallowed.
pub(in super::super) fn error_swallowed<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Option<Lead<'f>> {
    let figure = |name: &str, start: &str| {
        let mut figures = failure.figures.iter();
        figures.any(|it| it.name == name && it.value.starts_with(start))
    };
    let is_swallowed = figure("expected", "Err(") && figure("got", "Ok(");
    if failure.code != Code::WrongValue || failure.elided > 0 || !is_swallowed {
        return None;
    }
    let acts = |thread: u32| {
        let own = told(failure).filter(move |it| it.thread == thread);
        own.filter(|it| {
            matches!(
                it.operation,
                Operation::Send | Operation::Receive | Operation::Call | Operation::Enter
            ) && it.occurrence != Occurrence::Blocked
        })
    };
    let received =
        |it: &Step| it.operation == Operation::Receive && it.occurrence == Occurrence::Done;
    failure.threads.iter().filter(|it| it.spawned.is_some()).find_map(|thread| {
        let acts: Vec<&Step> = acts(thread.id).collect();
        let of_one = |pair: &&[&'f Step]| {
            received(pair[0])
                && pair[1].operation == Operation::Receive
                && (pair[0].object, &pair[0].place) == (pair[1].object, &pair[1].place)
        };
        let pair = acts.windows(2).find(of_one)?;
        let sends = acts.iter().any(|it| it.operation == Operation::Send);
        let who = names.thread(thread.id);
        let what = names.end(pair[0].object?, Operation::Receive, failure);
        let number = nth(pair[0]);
        sends.then(|| Lead {
            step: pair[0],
            text: format!("{who} takes a value from {what} here, in step {number}, and sends nothing for it"),
            primary: true,
        })
    })
}

/// A value that found no room, and was not offered again before the thread went on to another.
pub(super) fn no_room<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    if !matches!(failure.code, Code::LostItem | Code::TooEarly) {
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
        if failure.code == Code::TooEarly {
            // Who came back before the check received anything had to wait for room in what the check made.
            let object = failure.objects.iter().find(|it| Some(it.id) == step.object);
            return object.is_some_and(|it| it.created.is_none()) && failure.elided == 0;
        }
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
    let step = origin::received(failure, sent)?;
    let [who, other] = [step, sent].map(|it| names.thread(it.thread));
    let line = sent.place.as_ref()?.line;
    Some(Lead {
        step,
        text: format!(
            "{who} receives here, in step {}, what {other} sent in line {line} after that",
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
    // What nobody reads any more is closed for nobody.
    let is_read = |step: &Step| {
        let mut before = failure.steps.iter().filter(|it| it.number < step.number);
        !before.any(|it| {
            let is_last = it.note.as_deref() == Some("the last receiver");
            it.operation == Operation::Drop && it.object == step.object && is_last
        })
    };
    // What closed the one above it is told of that.
    let is_told = |step: &Step| {
        let mut objects = failure.objects.iter();
        let open = objects.find(|it| it.id == open);
        let closed = open.and_then(|open| beside::parent_closed(open, failure, names));
        closed.is_some_and(|(closed, _)| closed.number == step.number)
    };
    for step in closed.filter(|step| exists_by(step.number) && is_read(step) && !is_told(step)) {
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
    // What nobody of the learner's ever looks at is no signal, nor what comes when all is done.
    let is_work = |step: &&Step| [Operation::Call, Operation::Enter].contains(&step.operation);
    let last = told(failure)
        .rfind(is_work)
        .map_or(u64::MAX, |step| step.number);
    let signal = failure
        .steps
        .iter()
        .filter(|step| gives(step) && step.number < last)
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
    let received = own(Operation::Receive).filter(is_input).count();
    let sent = own(Operation::Send).count();
    let last = |operation: Operation| own(operation).next_back().map(|it| it.number);
    // What it took before its last send may have been none to hand on, unless just that many are missing.
    if last(Operation::Receive) < last(Operation::Send) && !are_missing(failure, received, sent) {
        return None;
    }
    let who = names.thread(dropped.thread);
    if received <= sent || sent == 0 {
        return None;
    }
    // What it still had when one of several streams ended may have been given up with that.
    let ends = failure.steps.iter().filter(|it| {
        it.thread == dropped.thread
            && Some(it.number) > last(Operation::Send).max(last(Operation::Receive))
            && it.number < dropped.number
            && it.operation == Operation::Receive
            && it.occurrence == Occurrence::Disconnected
    });
    let ends: Vec<&Step> = ends.collect();
    Some(match ends[..] {
        [first, .., other] if first.object != other.object => {
            let what = names.end(first.object?, Operation::Receive, failure);
            let number = nth(first);
            format!(
                "{who} had received {received} values and sent {sent} when it found {what} closed, in step \
                 {number}; it sent none after that"
            )
        }
        _ => format!("{who} received {received} values by then, and sent {sent}"),
    })
}

/// So many items were expected, and so many came.
fn are_missing(failure: &Failure, expected: usize, came: usize) -> bool {
    let items = |name: &str| {
        let mut figures = failure.figures.iter();
        let difference = figures.find(|it| it.name == name)?.difference?;
        usize::try_from(difference.items).ok()
    };
    items("expected") == Some(expected) && items("received") == Some(came)
}

#[cfg(test)]
mod tests {
    use super::sends_in_vain;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Occurrence, Operation};

    /// What a thread does with values from channel 1: sends on these channels, with what comes of that.
    fn found(sends: &[&[(u32, Occurrence)]]) -> bool {
        let mut failure = bare(Code::LostItem, String::new());
        let mut number = 0;
        let mut add = |operation, object, occurrence| {
            let step = step(number, (2, 10 + object), operation, object, occurrence);
            failure.steps.push(step);
            number += 1;
        };
        for sends in sends {
            add(Operation::Receive, 1, Occurrence::Done);
            for &(channel, occurrence) in *sends {
                add(Operation::Send, channel, occurrence);
            }
        }
        sends_in_vain(&failure).is_some()
    }

    #[test]
    fn who_takes_the_next_after_a_failed_send_and_fails_again_sends_in_vain() {
        let (sent, gone) = (Occurrence::Done, Occurrence::Disconnected);
        assert!(found(&[&[(2, sent)], &[(2, gone)], &[(2, gone)]]));
        // Once is how it is noticed; and who sends to others too goes on for them.
        assert!(!found(&[&[(2, sent)], &[(2, gone)]]));
        let both: &[(u32, Occurrence)] = &[(2, gone), (3, sent)];
        assert!(!found(&[both, both]));
        // One after the other is gone.
        assert!(!found(&[&[(2, gone)], &[(3, gone)]]));
    }
}
