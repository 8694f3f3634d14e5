//! Who waits for room in a channel from which something is taken only when a call is over, and that call lasts.

use crate::report::{
    names::only_after as source,
    story::{Clue, Names, is_left, leads::told, wait_of},
};
use wire::{Code, Failure, Occurrence, Operation};

/// What to do about it.
pub(super) const ADVICE: &str =
    "give the place free when the work begins, and not when it ends, or count those at work apart";

/// Where alone something would be taken from the full channel on which somebody waits to send, if a thread of the learner's
/// comes there only after a call in which it still is.
pub(super) fn only_after(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::Deadlock || failure.elided > 0 {
        return Vec::new();
    }
    let waits = failure.threads.iter().filter_map(wait_of);
    let full = waits
        .filter(|it| it.operation == Operation::Send && it.place.is_some())
        .filter_map(|it| match it.objects[..] {
            [channel] => Some(channel),
            _ => None,
        });
    let is_never_taken = |channel: &u32| {
        !failure.steps.iter().any(|it| {
            (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Done)
                && it.object == Some(*channel)
        })
    };
    let mut found = full.filter(is_never_taken).filter_map(|channel| {
        let what = names.end(channel, Operation::Receive, failure);
        let name = what.trim_matches('`');
        let own = failure.threads.iter();
        let mut own = own.filter(|it| it.spawned.is_some() && is_left(it));
        own.find_map(|thread| {
            let last = told(failure).rfind(|it| it.thread == thread.id)?;
            let calls = matches!(
                last.operation,
                Operation::Call | Operation::Enter | Operation::Gate
            );
            let call = last.place.as_ref().filter(|_| calls)?;
            let find = |file: &syn::File| source::only_after(file, name, call);
            let spot = names.look(&call.file, find)??;
            let text = format!(
                "only here is something taken from {what}, after the call in line {}, in which {} still is",
                call.line,
                names.thread(thread.id)
            );
            Some(Clue::cause(spot.within(&call.file), text))
        })
    });
    found.next().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::only_after;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    #[test]
    fn what_is_taken_after_a_call_that_lasts_makes_no_room() {
        let mut failure: Failure = bare(Code::Deadlock, String::new());
        let mut full = channel(5, "channel of capacity 1", 1);
        full.label = "`places`".to_owned();
        failure.objects = vec![full];
        let mut works = thread(1);
        works.state = State::Runnable { place: None };
        let mut sends = thread(2);
        sends.state = State::Blocked(Wait {
            operation: Operation::Send,
            objects: vec![5],
            place: Some(place(6)),
            since: 2,
            deadline: None,
        });
        failure.threads = vec![works, sends];
        let gate = step(1, (1, 3), Operation::Gate, 9, Occurrence::Blocked);
        failure.steps = vec![gate];
        let text = "fn f() {\nlet (taken, places) = bounded(1);\njob();\nplaces.recv();\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |failure: &Failure| -> Vec<u32> {
            let mut failure = failure.clone();
            failure.objects[0].created = Some(wire::Place {
                column: 23,
                ..place(2)
            });
            let names = Names::of(&failure).with_sources(&sources);
            let clues = only_after(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [4]);
        let taken = step(2, (1, 4), Operation::Receive, 5, Occurrence::Done);
        failure.steps.insert(0, taken);
        assert!(lines(&failure).is_empty(), "somebody took from it");
    }
}
