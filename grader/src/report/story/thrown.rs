//! What is never dropped, and what is thrown away, as the source says it.

use super::{Names, clue::Clue, origin};
use crate::report::names::{cleared, flow};
use wire::{Code, Failure, Occurrence, Operation, Place};

/// Places that are told, at most.
const MOST: usize = 2;

/// Something is still there that ought to be gone: what the check counts are drops, and no calls.
pub(in super::super) fn is_kept(failure: &Failure) -> bool {
    failure.code == Code::LimitExceeded && failure.message.contains("still kept")
}

/// Where something is forgotten that was to be let go.
pub(in super::super) fn forgotten(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues = Vec::new();
    let is_open = matches!(
        failure.code,
        Code::MissingClose | Code::ThreadLeak | Code::LimitExceeded
    );
    let all = is_kept(failure);
    if !all && !is_open {
        return clues;
    }
    // What stays open was made in the same function.
    let made_beside = |place: &Place| {
        let mut created = failure.objects.iter().filter_map(|it| it.created.as_ref());
        created.any(|it| names.are_in_one_function(it, place))
    };
    for file in names.sources.keys() {
        for spot in names.look(file, flow::forgotten).unwrap_or_default() {
            if !all && !made_beside(&spot.within(file)) {
                continue;
            }
            clues.push(Clue::cause(
                spot.within(file),
                "what is given away here is never dropped".to_owned(),
            ));
        }
    }
    clues.truncate(MOST);
    clues
}

/// Where a collection is emptied, in a function that was reached and has nothing else to do with it, if something never
/// came.
pub(in super::super) fn emptied(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem {
        return Vec::new();
    }
    let is_reached = |place: &Place| {
        let mut places = failure.steps.iter().filter_map(|step| step.place.as_ref());
        names.around(place).is_some() && places.any(|it| names.are_in_one_function(it, place))
    };
    let mut clues = Vec::new();
    for file in names.sources.keys() {
        for (spot, name, is_sure) in names.look(file, flow::emptied).unwrap_or_default() {
            let place = spot.within(file);
            let only_here = names.lines_around(&place).and_then(|lines| {
                let mentioned = |text: &syn::File| flow::mentions(text, &name, lines);
                names.look(file, mentioned).map(|count| count == 1)
            });
            if only_here == Some(true) && is_reached(&place) {
                clues.push(Clue {
                    place,
                    text: format!("what is in `{name}` is thrown away here"),
                    primary: is_sure,
                });
            }
        }
    }
    clues.truncate(MOST);
    clues
}

/// What is thrown away in the midst of other things, if something never came: a collection, in a statement that was
/// reached; a field of each of several, in the function that sent less than it received.
pub(super) fn beside(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem {
        return Vec::new();
    }
    let text = |name: &str| format!("what is in `{name}` is thrown away here");
    let mut clues = Vec::new();
    for file in names.sources.keys() {
        for (spot, name, lines) in names.look(file, cleared::cleared).unwrap_or_default() {
            let mut places = failure.steps.iter().filter_map(|step| step.place.as_ref());
            if places.any(|it| it.file == *file && (lines.0..=lines.1).contains(&it.line)) {
                clues.push(Clue::beside(spot.within(file), text(&name)));
            }
        }
    }
    if let Some(place) = kept_back(failure)
        && let Some(lines) = names.lines_around(place)
    {
        let find = |file: &syn::File| cleared::set_to_nothing(file, lines);
        for (spot, name) in names.look(&place.file, find).unwrap_or_default() {
            clues.push(Clue::beside(spot.within(&place.file), text(&name)));
        }
    }
    clues.truncate(MOST);
    clues
}

/// Where a stream ended too soon, if its last sender had sent less than it received.
fn kept_back(failure: &Failure) -> Option<&Place> {
    let origin = origin::origin(failure).filter(|origin| origin.ended)?;
    let dropped = origin.sent.filter(|_| failure.elided == 0)?;
    let count = |operation: Operation| {
        let own = failure.steps.iter().filter(|it| {
            it.thread == dropped.thread
                && it.number < dropped.number
                && it.operation == operation
                && it.occurrence == Occurrence::Done
        });
        own.count()
    };
    let is_less = count(Operation::Send) < count(Operation::Receive);
    dropped.place.as_ref().filter(|_| is_less)
}
