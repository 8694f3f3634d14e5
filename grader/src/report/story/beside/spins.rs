//! A channel that has ended, and stays in the `select!`.

use crate::report::{
    names::{flow, selects, slice},
    story::{Clue, Names, asks_the_gone},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Of a channel that a `select!` finds closed again and again: the condition under which it is taken out.
pub(super) fn taken_out(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = matches!(failure.code, Code::BusyWait | Code::Livelock);
        let step = asks_the_gone(failure).filter(|_| is_about)?;
        let place = step.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let find = |file: &syn::File| selects::taken_out(file, place, lines);
        let (name, spots) = names.look(&place.file, find)??;
        // Each of them stands under a condition, or none is told.
        let clue = |spot: &flow::Spot| {
            let at = spot.within(&place.file);
            let under = names.look(&place.file, |file| slice::guard(file, &at))??;
            let line = spot.line;
            let is_within = (lines.0..=lines.1).contains(&under.line);
            is_within.then(|| Clue {
                place: under.within(&place.file),
                text: format!(
                    "line {line}, which takes `{name}` out of the select, is reached only if this is so"
                ),
                primary: true,
            })
        };
        spots.iter().map(clue).collect::<Option<Vec<Clue>>>()
    };
    found().unwrap_or_default()
}

/// Of a `Select` that finds such a channel ready again and again: where that is put into it, and under which condition.
pub(super) fn put_in(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = on_the_gone(failure).filter(|_| failure.code == Code::BusyWait)?;
        let place = step.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let spot = names.look(&place.file, |file| selects::put_in(file, lines))??;
        let at = spot.within(&place.file);
        let what = names.end(step.object?, Operation::Receive, failure);
        let mut clues = vec![Clue::cause(
            at.clone(),
            format!("{what} is put into the `Select` here again, though it has ended"),
        )];
        let under = names.look(&place.file, |file| slice::guard(file, &at));
        if let Some(under) = under.flatten() {
            let line = spot.line;
            let text = format!("line {line} is reached only if this is so");
            clues.push(Clue::beside(under.within(&place.file), text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// In its last steps a thread finds a channel ready, again and again, that it has seen to be closed.
pub(in super::super::super) fn on_the_gone(failure: &Failure) -> Option<&Step> {
    let finds = |it: &&Step| {
        it.operation == Operation::Select && it.occurrence == Occurrence::Done && it.place.is_some()
    };
    let last = failure.steps.iter().rev().take(50);
    let ready: Vec<&Step> = last.filter(finds).collect();
    let one = *ready.last().filter(|_| ready.len() >= 10)?;
    let is_same = |it: &Step| it.thread == one.thread && it.object == one.object;
    let mut steps = failure.steps.iter();
    let is_it = ready.iter().all(|it| is_same(it))
        && steps.any(|it| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Disconnected
                && it.number < one.number
                && is_same(it)
        });
    is_it.then_some(one)
}
