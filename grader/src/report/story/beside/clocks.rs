//! A moment that is set anew too early, or for too many.

use crate::report::{
    names::clocks::{self, Anew, How},
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// What took too long was waited for again, after something else had been sent: where the moment from which the time
/// counts is set anew for all.
pub(in super::super::super) fn set_for_all(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::TooLate;
        let over = |it: &&Step| it.occurrence == Occurrence::TimedOut;
        let first = told(failure).find(over).filter(|_| is_about)?;
        let mut later =
            told(failure).filter(|it| it.thread == first.thread && it.number > first.number);
        let sent = later.find(|it| it.operation == Operation::Send)?;
        let again = |it: &Step| it.occurrence == Occurrence::Blocked && it.place == first.place;
        if !later.any(again) {
            return None;
        }
        let (place, found) = anew(failure, names, sent)?;
        let clue = |it: Anew| {
            let How::All(all) = it.how else {
                return None;
            };
            let (field, line) = (it.field, it.counted);
            let text = format!(
                "`{field}`, from which line {line} counts, is set anew here for all of `{all}`"
            );
            Some(Clue::cause(it.spot.within(&place.file), text))
        };
        found.into_iter().find_map(clue)
    };
    found().into_iter().collect()
}

/// What was waited for too shortly: where the moment from which the time counts is set anew when something is received,
/// and not when that is sent.
pub(super) fn set_when_received(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::TooEarly && failure.at > 0;
        let sends = |it: &Step| it.operation == Operation::Send;
        let sent = told(failure).rfind(|it| sends(it)).filter(|_| is_about)?;
        let (place, found) = anew(failure, names, sent)?;
        let clue = |it: Anew| {
            let How::Received(from) = it.how else {
                return None;
            };
            let from = from.within(&place.file);
            let receives = |it: &Step| {
                it.operation == Operation::Receive
                    && it.occurrence == Occurrence::Done
                    && it.thread == sent.thread
                    && it.place.as_ref() == Some(&from)
            };
            let (field, line) = (it.field, it.counted);
            let spot = it.spot.within(&place.file);
            told(failure).any(receives).then(|| Clue {
                place: spot,
                text: format!(
                    "`{field}`, from which line {line} counts, is set anew here, before line {} sends what was received",
                    place.line
                ),
                primary: true,
            })
        };
        found.into_iter().find_map(clue)
    };
    found().into_iter().collect()
}

/// What the function around a send sets anew.
fn anew<'f>(failure: &Failure, names: &Names, sent: &'f Step) -> Option<(&'f Place, Vec<Anew>)> {
    let place = sent.place.as_ref()?;
    let mut threads = failure.threads.iter();
    threads.find(|it| it.id == sent.thread && it.spawned.is_some())?;
    let lines = names.lines_around(place)?;
    let found = names.look(&place.file, |file| clocks::anew(file, lines))?;
    Some((place, found))
}
