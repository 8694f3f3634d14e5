//! Who took an empty channel for a closed one, or went on waiting in a send while something came that should have gone
//! first.

use super::chosen::named;
use crate::report::story::{Clue, Names, leads::told, nth, wait_of};
use wire::{Code, Failure, Occurrence, Operation};

/// Where the check's call found nothing in a channel of the check's and ended, if values never came and a sender is open.
pub(super) fn empty(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::LostItem;
        let mut own = told(failure).filter(|it| it.thread == 0);
        let last = own.rfind(|it| it.operation != Operation::Drop)?;
        let is_refused =
            (last.operation, last.occurrence) == (Operation::Receive, Occurrence::Refused);
        let place = last.place.as_ref().filter(|_| is_about && is_refused)?;
        let object = failure
            .objects
            .iter()
            .find(|it| Some(it.id) == last.object)?;
        let is_open = object.handles.iter().any(|it| it.role == "sender");
        let is_alone = names.called(place).starts_with("try_");
        (is_open && is_alone && object.created.is_none()).then(|| {
            let what = names.end(object.id, Operation::Receive, failure);
            let text = format!(
                "the check finds nothing in {what} here, in step {}, and asks no more, though a sender is still open",
                nth(last)
            );
            Clue::cause(place.clone(), text)
        })
    };
    found().into_iter().collect()
}

/// Where a thread waits to send a value of one channel of the check's while something has come on another, if the check
/// says that the one came before the other.
pub(super) fn in_the_send(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::WrongOrder && failure.elided == 0;
        let (first, second) = named(&failure.message).filter(|_| is_about)?;
        let called = |id: Option<u32>| id.map(|id| names.end(id, Operation::Receive, failure));
        let is =
            |id: Option<u32>, name: &str| called(id).is_some_and(|it| it == format!("`{name}`"));
        let mut waiting = failure
            .threads
            .iter()
            .filter(|it| wait_of(it).is_some_and(|wait| wait.operation == Operation::Send));
        waiting.find_map(|thread| {
            let own = || told(failure).filter(|it| it.thread == thread.id);
            let sends = own().next_back().filter(|it| {
                (it.operation, it.occurrence) == (Operation::Send, Occurrence::Blocked)
            })?;
            let place = sends.place.as_ref()?;
            let taken = own().rfind(|it| {
                (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Done)
            })?;
            let mut later = failure.steps.iter().filter(|it| it.number > sends.number);
            let came = later.find(|it| {
                (it.operation, it.occurrence) == (Operation::Send, Occurrence::Done)
                    && is(it.object, second)
            })?;
            let line = taken.place.as_ref()?.line;
            is(taken.object, first).then(|| {
                let who = names.thread(thread.id);
                let text = format!(
                    "{who} waits in this send with a value of `{first}` in hand (line {line}), and does not see what comes on `{second}` in step {}",
                    nth(came)
                );
                Clue::cause(place.clone(), text)
            })
        })
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{empty, in_the_send};
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, HandleReport, Occurrence, Operation, State, Wait};

    #[test]
    fn an_empty_channel_is_no_closed_one() {
        let text = "fn f() {\ntry_recv();\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let count =
            |failure: &Failure| empty(failure, &Names::of(failure).with_sources(&sources)).len();
        let mut failure = bare(Code::LostItem, String::new());
        failure.objects = vec![channel(5, "unbounded channel", 0)];
        failure.steps = vec![step(1, (0, 2), Operation::Receive, 5, Occurrence::Refused)];
        assert_eq!(count(&failure), 0);
        failure.objects[0].handles = vec![HandleReport {
            role: "sender".to_owned(),
            made_by: 0,
            made: None,
            last_used_by: None,
        }];
        assert_eq!(count(&failure), 1);
        failure.steps[0].occurrence = Occurrence::Disconnected;
        assert_eq!(count(&failure), 0);
    }

    #[test]
    fn who_waits_in_a_send_does_not_see_what_comes_meanwhile() {
        let message = "9 of `low` came before 1 of `high`, which was there".to_owned();
        let mut failure = bare(Code::WrongOrder, message);
        let mut waits = thread(1);
        waits.state = State::Blocked(Wait {
            operation: Operation::Send,
            objects: vec![7],
            place: Some(place(4)),
            since: 0,
            deadline: None,
        });
        failure.threads = vec![waits];
        failure.objects = [(5, "`low`"), (6, "`high`")]
            .map(|(id, label)| {
                let mut object = channel(id, "unbounded channel", 0);
                label.clone_into(&mut object.label);
                object
            })
            .into();
        failure.steps = vec![
            step(1, (1, 3), Operation::Receive, 5, Occurrence::Done),
            step(2, (1, 4), Operation::Send, 7, Occurrence::Blocked),
            step(3, (0, 0), Operation::Send, 6, Occurrence::Done),
        ];
        let count = |failure: &Failure| in_the_send(failure, &Names::of(failure)).len();
        assert_eq!(count(&failure), 1);
        failure.steps[2].number = 0;
        assert_eq!(count(&failure), 0);
        failure.steps[2].number = 3;
        failure.steps[0].object = Some(6);
        assert_eq!(count(&failure), 0);
    }
}
