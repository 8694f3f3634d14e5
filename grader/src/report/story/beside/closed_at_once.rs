//! A channel whose sender nobody keeps.

use crate::report::{
    names::wild,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Place};

/// The `_` that takes the sender of a channel which somebody found closed.
pub(super) fn closed_at_once(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = found(failure, names).map(|(place, what)| {
        Clue::cause(
            place,
            format!("`_` keeps nothing: the sender of {what} is dropped at once"),
        )
    });
    clue.into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    found(failure, names)
        .map(|_| "give what is to be kept a name, such as `_sender`, where it lives long enough")
}

/// Where it stands, and what the channel is called.
fn found(failure: &Failure, names: &Names) -> Option<(Place, String)> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::TooEarly | Code::EarlyClose | Code::LostItem
    );
    let mut closed = told(failure).rev().filter(|it| {
        is_about && it.operation == Operation::Receive && it.occurrence == Occurrence::Disconnected
    });
    closed.find_map(|step| {
        let mut objects = failure.objects.iter();
        let object = objects.find(|it| Some(it.id) == step.object)?;
        let created = object.created.as_ref()?;
        let wild = |file: &syn::File| wild::first_of_a_pair(file, created);
        let spot = names.look(&created.file, wild).flatten()?;
        let what = names.end(object.id, Operation::Receive, failure);
        Some((spot.within(&created.file), what))
    })
}
