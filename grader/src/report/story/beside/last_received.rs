//! Where that was received from for the last time in which something stayed behind.

use super::unreceived::sent;
use crate::report::{
    names::{
        given,
        send_loop::{self, Head},
    },
    story::{Clue, Names, leads::told, nth},
};
use wire::{Failure, Occurrence, Operation, Place, State, Step};

/// The last receive from the channel in which a value of the learner's stayed behind, and the way out of its loop, if
/// there is only one.
pub(super) fn last_received(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure, names)?;
        let receives = |it: &&Step| {
            let looks = [Operation::Receive, Operation::Select].contains(&it.operation);
            looks && it.object == sent.object && it.occurrence != Occurrence::Blocked
        };
        let last = failure.steps.iter().rfind(receives)?;
        let place = last.place.as_ref()?;
        let was_last = last.occurrence == Occurrence::Done && ended_well(failure, last);
        if !was_last || last.thread == sent.thread {
            return None;
        }
        let who = names.thread(last.thread);
        let what = names.end(sent.object?, Operation::Receive, failure);
        let number = nth(last);
        let text = format!("{who} receives from {what} here for the last time, in step {number}");
        let (exit, under) = only_exit(place, names)?;
        let line = exit.line;
        let exit = Clue::beside(exit, "the loop of that last receive ends here".to_owned());
        let decides = format!("by this condition that loop ends, in line {line}");
        let under = Clue::cause(under, decides);
        Some(vec![Clue::beside(place.clone(), text), under, exit])
    };
    found().unwrap_or_default()
}

/// Its thread did not panic.
fn ended_well(failure: &Failure, step: &Step) -> bool {
    let panics = |it: &Step| {
        it.operation == Operation::Panic && it.thread == step.thread && it.number > step.number
    };
    let mut threads = failure.threads.iter();
    let thread = threads.find(|it| it.id == step.thread);
    let is_left = thread.is_some_and(|it| matches!(it.state, State::Panicked { .. }));
    !is_left && !told(failure).any(panics)
}

/// Where the loop around a place is left, and the condition above that, if nothing else ends it.
fn only_exit(place: &Place, names: &Names) -> Option<(Place, Place)> {
    let round = names.look(&place.file, |file| send_loop::send_loop(file, place))??;
    let exits = names.look(&place.file, |file| given::exits(file, place))?;
    match (round.head, &round.exits[..], &exits[..]) {
        (Head::Forever, [one], [(spot, under)]) if one == spot => {
            Some((spot.within(&place.file), under.within(&place.file)))
        }
        _ => None,
    }
}
