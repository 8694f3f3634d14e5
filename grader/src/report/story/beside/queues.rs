//! What stays in a queue while something newer is sent.

use crate::report::{
    names::queues,
    story::{
        Clue, Names,
        leads::{self, told},
        origin,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Places that are told, at most.
const MOST: usize = 3;

/// Where the thread that sent an item out of order had received more than it had sent: the condition under which it takes
/// something out of a queue, if there is one such queue, and where it puts things into that.
pub(super) fn left_in_a_queue(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::WrongOrder && failure.elided == 0;
        let origin = origin::origin(failure).filter(|it| is_about && !it.ended)?;
        let sent = origin.sent.filter(|it| has_others(failure, it))?;
        let place = sent.place.as_ref()?;
        let mut threads = failure.threads.iter();
        threads.find(|it| it.id == sent.thread && it.spawned.is_some())?;
        let lines = names.lines_around(place)?;
        let found = names.look(&place.file, |file| queues::queues(file, lines))?;
        let [queue] = &found[..] else {
            return None;
        };
        let name = &queue.name;
        let mut clues = vec![Clue::cause(
            queue.under.within(&place.file),
            format!("from `{name}` something is taken only if this is so"),
        )];
        for put in queue.puts.iter().take(MOST) {
            let text = format!("put into `{name}` here");
            clues.push(Clue::beside(put.within(&place.file), text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// Whoever sent it had received others before that it had not sent yet.
fn has_others(failure: &Failure, sent: &Step) -> bool {
    let own = || {
        told(failure).filter(|it| {
            it.thread == sent.thread && it.number < sent.number && it.occurrence == Occurrence::Done
        })
    };
    let is_checks = |it: &Step| {
        let mut objects = failure.objects.iter();
        objects.any(|object| Some(object.id) == it.object && object.created.is_none())
    };
    let received = own().filter(|it| leads::takes(it) && is_checks(it)).count();
    let sent = own().filter(|it| it.operation == Operation::Send).count();
    received > sent + 1
}
