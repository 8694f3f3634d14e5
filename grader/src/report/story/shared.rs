//! One stream that is handed out as several.

use super::{Names, nth, origin};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where the stream was created that came to its end too late, if several threads of the check received from it and
/// several of the learner's had a sender of it, of which one was dropped earlier than the last; and what is said of it.
pub(in super::super) fn shared<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Option<(&'f Place, String)> {
    if failure.code != Code::TooLate || failure.elided > 0 {
        return None;
    }
    let is_check = |id: u32| {
        let mut threads = failure.threads.iter();
        threads.any(|it| it.id == id && it.spawned.is_none())
    };
    failure.objects.iter().find_map(|object| {
        let created = object.created.as_ref()?;
        let own = || {
            let steps = failure.steps.iter();
            steps.filter(|it| it.object == Some(object.id))
        };
        let closes = |it: &&Step| {
            it.operation == Operation::Receive
                && it.occurrence == Occurrence::Disconnected
                && it.place.is_none()
                && is_check(it.thread)
        };
        let readers: BTreeSet<u32> = own().filter(closes).map(|it| it.thread).collect();
        let drops: Vec<&Step> = own()
            .filter(|it| origin::drops_a_sender(it) && !is_check(it.thread))
            .collect();
        let (first, last) = (drops.first()?, drops.last()?);
        let senders: BTreeSet<u32> = drops.iter().map(|it| it.thread).collect();
        let name = names.object(object.id, failure);
        let (count, number) = (senders.len(), nth(last));
        let is_shared = readers.len() > 1 && senders.len() > 1 && first.at < last.at;
        is_shared.then(|| {
            let text = format!(
                "{name} is created here, and closes when the last of {count} threads of yours has dropped \
                 its sender, in step {number}"
            );
            (created, text)
        })
    })
}
