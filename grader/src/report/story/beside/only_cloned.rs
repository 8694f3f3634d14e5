//! What a thread that sleeps on could have asked, and never does.

use crate::report::{
    names::unheard,
    story::{Clue, Names},
};
use wire::{Code, Failure, State};

/// What was given to the function that spawned a thread which goes on, from one sleep to the next, and of which that makes
/// nothing but a clone.
pub(super) fn only_cloned(failure: &Failure, names: &Names) -> Vec<Clue> {
    let goes_on = failure.code == Code::CancellationIgnored
        || failure.code == Code::WrongValue
            && failure.figures.iter().any(|it| it.name == "then came");
    let sleeps = failure.threads.iter().filter(|it| {
        let State::Sleeping { place, .. } = &it.state else {
            return false;
        };
        goes_on && place.as_ref().is_some_and(|it| names.is_sleep(it))
    });
    let mut clues = Vec::new();
    for place in sleeps.filter_map(|it| it.spawned.as_ref()) {
        let Some(function) = names.around(place) else {
            continue;
        };
        let lines = (function.first, function.last);
        let found = names.look(&place.file, |file| unheard::only_cloned(file, lines));
        for (name, spot) in found.unwrap_or_default() {
            clues.push(Clue::cause(
                spot.within(&place.file),
                format!("`{name}` is only cloned here: nothing ever asks it"),
            ));
        }
    }
    clues
}
