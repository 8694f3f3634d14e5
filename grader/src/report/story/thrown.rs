//! What is never dropped, and what is thrown away, as the source says it.

use super::{Names, clue::Clue};
use crate::report::names::flow;
use wire::{Code, Failure, Place};

/// Places that are told, at most.
const MOST: usize = 2;

/// Something is still there that ought to be gone: what the check counts are drops, and no calls.
pub(in super::super) fn is_kept(failure: &Failure) -> bool {
    failure.code == Code::LimitExceeded && failure.message.contains("still kept")
}

/// Where something is forgotten that was to be let go.
pub(in super::super) fn forgotten(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues = Vec::new();
    if !is_kept(failure) {
        return clues;
    }
    for file in names.sources.keys() {
        for spot in names.look(file, flow::forgotten).unwrap_or_default() {
            clues.push(Clue {
                place: spot.within(file),
                text: "what is given away here is never dropped".to_owned(),
                primary: true,
            });
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
