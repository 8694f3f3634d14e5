//! Values that are received only to be dropped.

use crate::report::{
    names::tossed,
    story::{Clue, Names, leads::told, nth, wait_of},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a value of the check's was received by a statement that drops what comes, if the same channel had nothing more at
/// the last receive; or if it was a signal, and nobody heard that any more.
pub(super) fn thrown_away(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let step = dropped(failure, names).or_else(|| unheard(failure, names))?;
        let what = names.end(step.object?, step.operation, failure);
        let number = nth(step);
        Some(Clue {
            place: step.place.clone()?,
            text: format!(
                "what is received from {what} here, in step {number}, is dropped at once"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    dropped(failure, names)
        .map(|_| "what is received is gone from the channel: take only what is handed on")
}

/// A value of the check's that was dropped where it was received, if a cancellation came to nothing.
fn unheard<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let is_about = failure.code == Code::CancellationIgnored;
    let is_checks = |it: &&Step| {
        let mut objects = failure.objects.iter();
        objects.any(|object| Some(object.id) == it.object && object.created.is_none())
    };
    let done = |it: &&Step| (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Done);
    // Somebody waits for it, who would have heard of it there.
    let is_awaited = |it: &&Step| {
        let mut waits = failure.threads.iter().filter_map(wait_of);
        waits.any(|wait| it.object.is_some_and(|id| wait.objects.contains(&id)))
    };
    let mut received = told(failure).filter(|it| is_about && done(it) && is_checks(it));
    received.find(|it| is_awaited(it) && is_tossed(it, names))
}

/// The statement around a receive drops what comes.
fn is_tossed(step: &Step, names: &Names) -> bool {
    step.place.as_ref().is_some_and(|place| {
        names.look(&place.file, |file| tossed::tosses(file, place)) == Some(true)
    })
}

fn dropped<'f>(failure: &'f Failure, names: &Names) -> Option<&'f Step> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::LostItem | Code::EarlyClose
    );
    let receives = |it: &&Step| it.operation == Operation::Receive;
    let last = told(failure).rfind(receives).filter(|_| is_about)?;
    let is_checks = failure
        .objects
        .iter()
        .any(|it| Some(it.id) == last.object && it.created.is_none());
    if last.occurrence == Occurrence::Done || !is_checks {
        return None;
    }
    told(failure).filter(receives).find(|it| {
        (it.object, it.occurrence) == (last.object, Occurrence::Done) && is_tossed(it, names)
    })
}

#[cfg(test)]
mod tests {
    use super::thrown_away;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation, State, Wait};

    #[test]
    fn a_signal_that_is_dropped_where_it_is_received_is_heard_by_nobody() {
        let text = "fn f() {\n quit.try_iter().for_each(drop);\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure = bare(Code::CancellationIgnored, String::new());
        let mut waits = thread(1);
        waits.state = State::Blocked(Wait {
            operation: Operation::Receive,
            objects: vec![5],
            place: Some(place(3)),
            since: 0,
            deadline: None,
        });
        failure.threads = vec![waits];
        failure.objects = vec![channel(5, "channel of capacity 1", 0)];
        failure.steps = vec![step(1, (0, 2), Operation::Receive, 5, Occurrence::Done)];
        failure.steps[0].place = Some(wire::Place {
            column: 7,
            ..place(2)
        });
        let lines = |failure: &wire::Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = thrown_away(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [2]);
        failure.objects[0].created = Some(place(1));
        assert!(lines(&failure).is_empty());
        failure.objects[0].created = None;
        failure.threads.clear();
        assert!(lines(&failure).is_empty());
    }
}
