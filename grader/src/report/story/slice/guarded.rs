//! Conditions that let something be sent too early, or too late.

use crate::report::{
    names::{flow::Spot, read_by, slice, unmoved},
    story::{
        Clue, Names,
        leads::{takes, told},
    },
};
use wire::{Code, Failure, Occurrence, Operation, Place};

/// Of a condition that let something be sent too early: where it would have become other than it was, and what keeps it
/// from that.
pub(super) fn early(failure: &Failure, place: &Place, guard: Spot, names: &Names) -> Vec<Clue> {
    let sends = told(failure).filter(|it| {
        it.operation == Operation::Send
            && it.occurrence == Occurrence::Done
            && it.place.as_ref() == Some(place)
    });
    let is_about = failure.code == Code::TooEarly && failure.at > 0;
    let Some(lines) = names
        .lines_around(place)
        .filter(|_| is_about && sends.count() > 1)
    else {
        return Vec::new();
    };
    let at = |spot: Spot| spot.within(&place.file);
    let line = guard.line;
    let mut clues = Vec::new();
    let raised = names.look(&place.file, |file| read_by::raised(file, guard, lines));
    for it in raised.unwrap_or_default() {
        let name = &it.name;
        let text =
            format!("`{name}`, of which line {line} asks, becomes `true` only if this is so");
        clues.push(Clue::beside(at(it.under), text));
        for (spot, name, becomes) in it.stay {
            let other = !becomes;
            let text =
                format!("`{name}` becomes `{becomes}` here, and nothing makes it `{other}` again");
            clues.push(Clue::cause(at(spot), text));
        }
    }
    let unmoved = names.look(&place.file, |file| unmoved::unmoved(file, lines));
    for it in unmoved.unwrap_or_default() {
        let (name, filled) = (&it.field, it.filled);
        let text = format!(
            "the time counts from `{name}`, which line {filled} sets, and no other line sets anew"
        );
        clues.push(Clue::cause(at(it.spot), text));
    }
    clues
}

/// Of a thread that waited at a place, though what should have come needed no time, and sent something right after that
/// which it had before: the condition under which it sends.
pub(super) fn in_hand(failure: &Failure, place: &Place, names: &Names) -> Option<Clue> {
    let mut figures = failure.figures.iter();
    let is_now = figures.any(|it| it.name == "expected" && it.value == "0ns");
    if failure.code != Code::TooLate || !is_now || failure.elided > 0 {
        return None;
    }
    let waited = told(failure)
        .rfind(|it| it.occurrence == Occurrence::TimedOut && it.place.as_ref() == Some(place))?;
    let own = || told(failure).filter(|it| it.thread == waited.thread);
    let done = |it: &wire::Step| it.occurrence == Occurrence::Done;
    let sends = |it: &wire::Step| it.operation == Operation::Send;
    let next = own().find(|it| it.number > waited.number && (takes(it) || sends(it)))?;
    let at = next.place.as_ref().filter(|_| sends(next))?;
    let before = || own().filter(|it| it.number < waited.number);
    let sent = before().filter(|it| sends(it) && done(it)).count();
    let received = before()
        .filter(|it| it.operation == Operation::Receive && done(it))
        .count();
    if received <= sent || !names.are_in_one_function(at, place) {
        return None;
    }
    let guard = |place: &Place| names.look(&place.file, |file| slice::guard(file, place));
    let spot = guard(at)?.filter(|spot| guard(place) != Some(Some(*spot)))?;
    let who = names.thread(waited.thread);
    let line = at.line;
    Some(Clue::cause(
        spot.within(&at.file),
        format!(
            "{who} had received {received} values and sent {sent} before it waited: line {line} is reached only if \
             this is so"
        ),
    ))
}
