//! A channel that was not looked at before something else was sent.

use crate::report::{
    names::{read_by, slice},
    story::{
        Clue, Names,
        leads::{last_look, told},
        nth, origin,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a wrong item was sent, and before that the place was reached at which the thread receives for one channel, and not
/// for another in which it had found nothing, and into which something had been sent since: the condition of that place.
pub(super) fn unlooked(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = matches!(failure.code, Code::WrongValue | Code::WrongOrder);
        let origin = origin::origin(failure).filter(|it| is_about && !it.ended)?;
        last_look(failure)?;
        let sent = origin.sent?;
        let looks = |it: &&Step| {
            it.thread == sent.thread
                && it.number < sent.number
                && it.operation == Operation::Receive
                && it.occurrence != Occurrence::Blocked
        };
        let last = told(failure).rfind(looks)?;
        let place = last.place.as_ref()?;
        // Whoever looked there was there after a send as well, and passed the other one by.
        let before = told(failure).rfind(|it| {
            it.thread == sent.thread && it.operation == Operation::Send && it.number < last.number
        })?;
        let others = told(failure)
            .filter(looks)
            .filter(|it| it.place.as_ref() == Some(place) && it.object != last.object);
        let mut latest: Vec<&Step> = Vec::new();
        for look in others {
            latest.retain(|it| it.object != look.object);
            latest.push(look);
        }
        let missed = latest.into_iter().find(|look| {
            let sent_since = |it: &Step| {
                it.operation == Operation::Send
                    && it.object == look.object
                    && (look.number..before.number).contains(&it.number)
            };
            look.occurrence == Occurrence::Refused
                && look.number < before.number
                && failure.steps.iter().any(sent_since)
        })?;
        let lines = names.lines_around(place)?;
        let guard = names.look(&place.file, |file| slice::guard(file, place))??;
        let what = names.end(missed.object?, Operation::Receive, failure);
        let (line, from, to) = (place.line, nth(missed), nth(sent));
        let mut clues = vec![Clue {
            place: guard.within(&place.file),
            text: format!(
                "line {line} is reached only if this is so: {what} was not looked at between step {from} and step {to}, \
                 though something was sent to it"
            ),
            primary: true,
        }];
        let read = names.look(&place.file, |file| read_by::read(file, guard, lines));
        for (spot, name, is_anew) in read.unwrap_or_default() {
            let how = if is_anew { "set anew" } else { "computed" };
            let text = format!("`{name}` is {how} here");
            clues.push(Clue::beside(spot.within(&place.file), text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}
