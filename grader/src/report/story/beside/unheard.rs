//! A signal that nobody listens to.

use crate::report::{
    names::unheard,
    story::{Clue, Function, Names, leads::lets_go, leads::told, origin},
};
use wire::{Code, Failure, Occurrence, Operation, Place};

/// The receiver that a function is given, and makes nothing of, where the check gave a signal on a channel of which the
/// learner's code asked nothing.
pub(super) fn unheard(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored || !gives_in_vain(failure) {
        return Vec::new();
    }
    let mut seen: Vec<&Function> = Vec::new();
    let mut clues = Vec::new();
    let places = told(failure)
        .filter(|it| it.thread == 0)
        .flat_map(|it| it.place.iter().chain(&it.via));
    for place in places {
        let Some(function) = names.around(place).filter(|it| !seen.contains(it)) else {
            continue;
        };
        seen.push(function);
        clues.extend(in_function(function, place, names));
    }
    clues
}

fn in_function(function: &Function, place: &Place, names: &Names) -> Vec<Clue> {
    let lines = (function.first, function.last);
    let found = names.look(&place.file, |file| unheard::unheard(file, lines));
    let mut clues = Vec::new();
    for it in found.unwrap_or_default() {
        let name = &it.name;
        for spot in it.named {
            let text = format!("`{name}` is only named here, and not asked");
            clues.push(Clue::beside(spot.within(&place.file), text));
        }
        let function = &function.name;
        clues.push(Clue::cause(
            it.spot.within(&place.file),
            format!("nothing in `{function}` receives from `{name}`, or hands it on"),
        ));
    }
    clues
}

/// The check sent, or dropped the last sender, on a channel of its own from which no line of the learner's received.
fn gives_in_vain(failure: &Failure) -> bool {
    let is_checks = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id);
        object.is_some_and(|it| it.created.is_none() && it.kind.contains("channel"))
    };
    let is_asked = |id: u32| told(failure).any(|it| it.object == Some(id) && !lets_go(it));
    failure.steps.iter().any(|it| {
        let sends = it.operation == Operation::Send && it.occurrence == Occurrence::Done;
        it.place.is_none()
            && (sends || origin::drops_a_sender(it))
            && it.object.is_some_and(|id| is_checks(id) && !is_asked(id))
    })
}
