//! What stays in a queue while something newer is sent.

use crate::report::{
    names::{flow::Spot, queues},
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
        for put in on_the_way(&queue.puts, failure, sent).iter().take(MOST) {
            let text = format!("put into `{name}` here");
            clues.push(Clue::beside(put.within(&place.file), text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// Of several places those that come after the one where the thread received last: it went by them with what came there.
/// All, if there are none.
fn on_the_way(puts: &[Spot], failure: &Failure, sent: &Step) -> Vec<Spot> {
    let receives = |it: &&Step| it.thread == sent.thread && leads::takes(it);
    let last = told(failure).rfind(|it| receives(it) && it.number < sent.number);
    let line = last
        .and_then(|it| it.place.as_ref())
        .map_or(0, |it| it.line);
    let after: Vec<Spot> = puts.iter().copied().filter(|it| it.line > line).collect();
    if after.is_empty() {
        puts.to_vec()
    } else {
        after
    }
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

#[cfg(test)]
mod tests {
    use super::on_the_way;
    use crate::{
        report::{names::flow::Spot, story::sample::step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_was_received_last_goes_by_the_places_after_it() {
        let mut failure = bare(Code::WrongOrder, String::new());
        let receive = step(1, (1, 5), Operation::Receive, 1, Occurrence::Done);
        failure.steps.push(receive);
        let sent = step(2, (1, 4), Operation::Send, 2, Occurrence::Done);
        let puts = [3, 8].map(|line| Spot { line, column: 1 });
        let lines = |puts: &[Spot]| {
            let found = on_the_way(puts, &failure, &sent).into_iter();
            found.map(|it| it.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(&puts), [8]);
        assert_eq!(lines(&puts[..1]), [3]);
    }
}
