//! Loops that start more threads than a name says, or fewer, where that may be the fault.

use crate::{
    report::{
        names::{bounds::Shift, fills},
        story::{Clue, Names},
    },
    text::counted,
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation, Place, State, ThreadReport};

/// Of threads that work, the loop that started them: one more than its bound names, where their items came in a wrong
/// order; fewer, where they do not suffice.
pub(super) fn rounds(failure: &Failure, names: &Names) -> Vec<Clue> {
    let wanted = match failure.code {
        Code::WrongOrder => Shift::More,
        Code::NotConcurrent => Shift::Less,
        _ => return Vec::new(),
    };
    let spawned: BTreeSet<&Place> = failure
        .threads
        .iter()
        .filter_map(|it| it.spawned.as_ref())
        .collect();
    let clue = |place: &Place| {
        let threads = failure
            .threads
            .iter()
            .filter(|it| it.spawned.as_ref() == Some(place));
        let threads: Vec<&ThreadReport> = threads.collect();
        let is_it = match wanted {
            Shift::More => threads.iter().filter(|it| works(it, failure)).count() > 1,
            Shift::Less => match &threads[..] {
                [one] if works(one, failure) => true,
                all => all.iter().all(|it| is_inside(it)),
            },
        };
        if !is_it {
            return None;
        }
        let round = names.look(&place.file, |file| fills::round(file, place))??;
        let is_over = |it: &Place| it.line > round.last || !names.are_in_one_function(it, place);
        if !all_are_started(place, failure, is_over) {
            return None;
        }
        let (spot, shift) = round.shift?;
        let text = format!("this spawns {} in all", counted(threads.len(), "thread"));
        (shift == wanted).then(|| Clue::beside(spot.within(&place.file), text))
    };
    spawned.into_iter().filter_map(clue).collect()
}

/// The thread does what the check gave it.
fn works(thread: &ThreadReport, failure: &Failure) -> bool {
    let calls = [Operation::Call, Operation::Enter, Operation::Sleep];
    let mut steps = failure.steps.iter();
    steps.any(|it| it.thread == thread.id && calls.contains(&it.operation))
}

/// The thread is at work that the check holds.
fn is_inside(thread: &ThreadReport) -> bool {
    matches!(&thread.state, State::Blocked(wait) if wait.operation == Operation::Gate)
}

/// Who started threads at a place did something after that where the loop is over.
fn all_are_started(place: &Place, failure: &Failure, is_over: impl Fn(&Place) -> bool) -> bool {
    let spawns = failure
        .steps
        .iter()
        .rfind(|it| it.operation == Operation::Spawn && it.place.as_ref() == Some(place));
    let Some(spawns) = spawns else {
        return false;
    };
    let mut later = failure.steps.iter().filter(|it| it.number > spawns.number);
    later.any(|it| it.thread == spawns.thread && it.place.as_ref().is_none_or(&is_over))
}
