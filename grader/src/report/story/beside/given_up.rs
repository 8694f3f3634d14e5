//! A value that was sent to somebody who had waited long enough, and that went with its channel.

use crate::report::story::{
    Clue, Names,
    leads::{deed_before, told},
    nth, wait_of,
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where others wait for ever on channels that were made at the same place as one whose receiver was dropped with such
/// a value in it: where its receiver still might have looked, and where it was sent.
pub(in super::super::super) fn given_up(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::Deadlock && failure.cycle.is_empty();
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let awaited: BTreeSet<u32> = failure
        .threads
        .iter()
        .filter_map(wait_of)
        .filter(|wait| wait.operation == Operation::Receive)
        .flat_map(|wait| wait.objects.iter().copied())
        .collect();
    let made: BTreeSet<&Place> = awaited
        .iter()
        .filter_map(|id| created(*id, failure))
        .collect();
    let is_it = |drop: &&Step| {
        let object = drop.object.filter(|id| !awaited.contains(id));
        drop.operation == Operation::Drop
            && drop.note.as_deref() == Some("the last receiver")
            && object
                .and_then(|id| created(id, failure))
                .is_some_and(|place| made.contains(place))
    };
    let clues = told(failure)
        .filter(is_it)
        .find_map(|drop| lost(drop, failure, names));
    clues.unwrap_or_default()
}

/// Where an object was created in the learner's code.
fn created(id: u32, failure: &Failure) -> Option<&Place> {
    let object = failure.objects.iter().find(|it| it.id == id)?;
    object.created.as_ref()
}

/// What a receiver had in it that was dropped after its thread had waited long enough.
fn lost(drop: &Step, failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let before = || {
        let steps = told(failure).filter(|it| it.number < drop.number);
        steps.filter(|it| it.object == drop.object)
    };
    let done = |operation: Operation| {
        before().filter(move |it| it.operation == operation && it.occurrence == Occurrence::Done)
    };
    let sent = done(Operation::Send).next_back()?;
    let is_left = done(Operation::Send).count() > done(Operation::Receive).count();
    let gave_up = before().rfind(|it| {
        it.thread == drop.thread && it.operation == Operation::Receive && it.number < sent.number
    })?;
    if !is_left || gave_up.occurrence != Occurrence::TimedOut || sent.thread == drop.thread {
        return None;
    }
    let last = deed_before(failure, drop).filter(|it| it.number > sent.number);
    let who = names.thread(drop.thread);
    let what = names.end(drop.object?, Operation::Receive, failure);
    let from = names.end(drop.object?, Operation::Send, failure);
    let line = sent.place.as_ref()?.line;
    let sender = names.thread(sent.thread);
    let number = nth(sent);
    let text = format!(
        "{who} does not look into {what} again: what was sent to it in line {line} meanwhile is lost"
    );
    let sent_here = format!(
        "{sender} sends on {from} here, in step {number}: {who} had waited long enough before"
    );
    Some(vec![
        Clue::cause(last.unwrap_or(drop).place.clone()?, text),
        Clue::beside(sent.place.clone()?, sent_here),
    ])
}

#[cfg(test)]
mod tests {
    use super::given_up;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    fn failure() -> Failure {
        let mut failure = bare(Code::Deadlock, String::new());
        let mut waits = thread(2);
        waits.state = State::Blocked(Wait {
            operation: Operation::Receive,
            objects: vec![8],
            place: Some(place(30)),
            since: 0,
            deadline: None,
        });
        failure.threads = vec![thread(1), waits];
        failure.objects = vec![
            channel(7, "channel of capacity 1", 3),
            channel(8, "channel of capacity 1", 3),
        ];
        failure.steps = vec![
            step(1, (1, 10), Operation::Receive, 7, Occurrence::TimedOut),
            step(2, (0, 20), Operation::Send, 7, Occurrence::Done),
            step(3, (1, 12), Operation::Lock, 9, Occurrence::Done),
            step(4, (1, 14), Operation::Drop, 7, Occurrence::Done),
        ];
        failure.steps[3].note = Some("the last receiver".to_owned());
        failure
    }

    #[test]
    fn a_value_for_who_has_given_up_is_lost_with_its_receiver() {
        let mut failure = failure();
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = given_up(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [12, 20]);
        failure.objects[1].created = Some(place(4));
        assert!(lines(&failure).is_empty());
        failure.objects[1].created = Some(place(3));
        failure.steps[2].operation = Operation::Receive;
        failure.steps[2].object = Some(7);
        assert!(lines(&failure).is_empty());
    }
}
