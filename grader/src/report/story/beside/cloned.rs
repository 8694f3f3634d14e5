//! Clones of a sender, where a stream should have been closed, and was not.

use crate::report::story::{Clue, Names, leads::told, wait_of};
use std::collections::BTreeMap;
use wire::{Code, Failure, Operation, Place};

/// Where the sender was cloned of the stream for whose end the check waits, if some of those were dropped, and not all.
pub(super) fn senders(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let check = failure.threads.iter().find(|it| it.id == 0)?;
        let wait = wait_of(check).filter(|it| it.operation == Operation::Receive)?;
        let [id] = wait.objects[..] else {
            return None;
        };
        let mut objects = failure.objects.iter();
        let object = objects.find(|it| it.id == id && it.created.is_some())?;
        object.handles.iter().find(|it| it.role == "sender")?;
        let drops = |end: &str| {
            let mut steps = told(failure);
            steps.any(|it| {
                let note = it.note.as_deref().unwrap_or_default();
                it.operation == Operation::Drop && it.object == Some(id) && note.ends_with(end)
            })
        };
        let mut places: BTreeMap<&Place, usize> = BTreeMap::new();
        for step in told(failure) {
            if let Some(place) = &step.place
                && step.operation == Operation::Clone
                && step.object == Some(id)
            {
                *places.entry(place).or_default() += 1;
            }
        }
        let (place, count) = places.iter().next().filter(|_| places.len() == 1)?;
        // A receiver that was cloned would still be there, or have been dropped by somebody.
        let mut receivers = object.handles.iter().filter(|it| it.role == "receiver");
        let is_receivers = receivers.any(|it| it.made.as_ref() == Some(place));
        let dropped_by_the_check = failure.steps.iter().any(|it| {
            it.operation == Operation::Drop
                && it.object == Some(id)
                && it.place.is_none()
                && it.note.as_deref().is_none_or(|it| it.ends_with("receiver"))
        });
        if is_receivers || drops("receiver") || dropped_by_the_check || !drops("sender") {
            return None;
        }
        let times = match count {
            1 => String::new(),
            count => format!(", {count} times"),
        };
        let sender = names.end(id, Operation::Send, failure);
        let stream = names.end(id, Operation::Receive, failure);
        Some(Clue {
            place: (*place).clone(),
            text: format!(
                "{sender} is cloned here{times}: {stream} stays open until all of them are dropped, and the first \
                 one too"
            ),
            primary: true,
        })
    };
    let is_about = failure.code == Code::CancellationIgnored && failure.elided == 0;
    found().filter(|_| is_about).into_iter().collect()
}
