//! A signal that came as a value, where only an error counts.

use crate::report::{
    names::arms,
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation};

/// The arm of a `select!` that received what the check had sent, and goes on after anything but an error.
pub(super) fn passed_over(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_checks = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id);
        object.is_some_and(|it| it.created.is_none() && it.kind.contains("channel"))
    };
    let mut received = told(failure).filter(|it| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && it.object.is_some_and(is_checks)
            && failure.code == Code::CancellationIgnored
    });
    let found = received.find_map(|step| {
        let place = step.place.as_ref().filter(|it| names.is_select(it))?;
        let mut after = failure.steps.iter();
        let goes_on = after.any(|it| it.thread == step.thread && it.number > step.number);
        let find = |file: &syn::File| arms::heeds_only_errors(file, place);
        let (spot, channel) = names.look(&place.file, find).flatten()?;
        goes_on.then(|| Clue {
            place: spot.within(&place.file),
            text: format!(
                "a value was received from `{channel}`, in step {}: it is no error, so this passes over it",
                nth(step)
            ),
            primary: true,
        })
    });
    found.into_iter().collect()
}
