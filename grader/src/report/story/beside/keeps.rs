//! What a thread ended with, because the check dropped it: who should have kept that.

use crate::report::{
    names::{keeps, stored},
    story::{
        Clue, Names,
        leads::{deed_before, open_still, told},
        origin, streams,
    },
};
use wire::{Failure, ObjectReport, Occurrence, Operation, Place};

/// Places that are told, at most.
const MOST: usize = 3;

/// Where the sender is kept with which a thread ended, and what alone lets one such holder keep another.
pub(super) fn links(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        open_still(failure)?;
        let gone = streams::gone(failure)?;
        let file = &gone.created.as_ref()?.file;
        let sender = names.end(gone.id, Operation::Send, failure);
        let variable = sender.split('`').nth(1)?;
        let holder = |text: &syn::File| keeps::holder(text, variable);
        let (owner, spot) = names.look(file, holder).flatten()?;
        let link = |text: &syn::File| {
            let link = keeps::link(text, &owner)?;
            let computed = stored::computed(text, &link);
            Some((link, computed))
        };
        let (link, computed) = names.look(file, link).flatten()?;
        if computed.is_empty() || computed.len() > MOST {
            return None;
        }
        let made = computed.into_iter().map(|spot| {
            Clue::cause(
                spot.within(file),
                format!("one `{owner}` keeps another only by `{link}`, which is computed here"),
            )
        });
        let held = format!("`{variable}` is in here, and goes with its `{owner}`");
        let held = Clue::beside(spot.within(file), held);
        Some(made.chain([held]).collect())
    };
    found().unwrap_or_default()
}

/// The type in which the sender of a channel is kept, and the line of the field, if that is called like the sender.
pub(in super::super) fn sender_in(
    channel: &ObjectReport,
    failure: &Failure,
    names: &Names,
) -> Option<(String, u32)> {
    let file = &channel.created.as_ref()?.file;
    let sender = names.end(channel.id, Operation::Send, failure);
    let variable = sender.split('`').nth(1)?;
    let (owner, spot) = names.look(file, |text| keeps::holder(text, variable))??;
    Some((owner, spot.line))
}

/// What alone a thread got of something that was lent to the function which started it, where the check dropped it and
/// with that a stream ended too soon.
pub(super) fn lent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        streams::gone(failure)?;
        let dropped = origin::origin(failure).filter(|it| it.ended)?.sent?;
        let mut threads = failure.threads.iter();
        let thread = threads.find(|it| it.id == dropped.thread)?;
        let spawned = thread.spawned.as_ref()?;
        let deed = deed_before(failure, dropped)?;
        let is_there = |place: &&Place| names.are_in_one_function(place, spawned);
        let mut clones = told(failure).filter(|it| {
            it.operation == Operation::Clone && it.object == deed.object && it.thread != thread.id
        });
        let call = clones.find_map(|it| it.place.iter().chain(&it.via).find(is_there))?;
        let lent = |file: &syn::File| keeps::lent(file, call, spawned);
        let name = names.look(&spawned.file, lent).flatten()?;
        let line = spawned.line;
        (deed.occurrence == Occurrence::Disconnected).then(|| Clue {
            place: call.clone(),
            text: format!(
                "the thread of line {line} gets this alone of `{name}`, which may be gone before it ends"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}
