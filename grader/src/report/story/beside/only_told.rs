//! A `drop` on the way out of a panic that notifies, and changes nothing; or that ends what others still work at.

use crate::report::story::{Clue, Names, leads::PROVOKED, nth, wait_of};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a thread notified on the way out of its panic those who wait for ever, without a lock since: nothing can have
/// changed that they wait for.
pub(super) fn only_told(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::Deadlock || failure.elided > 0 {
        return Vec::new();
    }
    let is_panic = |it: &&Step| {
        it.operation == Operation::Panic
            && it.note.as_deref().is_some_and(|it| it.contains(PROVOKED))
    };
    let found = failure.steps.iter().filter(is_panic).find_map(|panic| {
        let after = || {
            let steps = failure.steps.iter();
            steps.filter(|it| it.thread == panic.thread && it.number > panic.number)
        };
        let changes = [
            Operation::Lock,
            Operation::Store,
            Operation::Update,
            Operation::Send,
        ];
        if after().any(|it| changes.contains(&it.operation)) {
            return None;
        }
        let notifies = [Operation::NotifyOne, Operation::NotifyAll];
        let told = after().find(|it| notifies.contains(&it.operation) && names.is_in_drop(it))?;
        let mut waits = failure.threads.iter().filter_map(wait_of).filter(|it| {
            it.operation == Operation::Wait
                && told.object.is_some_and(|id| it.objects.contains(&id))
        });
        let line = waits.next()?.place.as_ref()?.line;
        let who = names.thread(panic.thread);
        let what = names.end(told.object?, told.operation, failure);
        let text = format!(
            "{who} came through this `drop` on the way out of its panic: it notifies {what}, and changes nothing that the wait of line {line} is about"
        );
        Some(Clue::cause(told.place.clone()?, text))
    });
    found.into_iter().collect()
}

/// Where a thread closed a channel on the way out of its panic, in a `drop`, by which another thread of the learner's heard
/// that it should give up, if a wrong answer came of it.
pub(super) fn ends_the_others(failure: &Failure, names: &Names) -> Vec<Clue> {
    let panicked = |id: u32, number: u64| {
        let provoked = |it: &Step| {
            it.operation == Operation::Panic
                && it.thread == id
                && it.number < number
                && it.note.as_deref().is_some_and(|it| it.contains(PROVOKED))
        };
        failure.steps.iter().any(provoked)
    };
    let is_own = |id: u32| {
        let mut threads = failure.threads.iter();
        threads.any(|it| it.id == id && it.spawned.is_some())
    };
    let is_about = failure.code == Code::WrongValue && failure.elided == 0;
    let mut closes = failure.steps.iter().filter(|it| {
        is_about
            && it.operation == Operation::Drop
            && it.note.as_deref() == Some("the last sender")
            && panicked(it.thread, it.number)
            && names.is_in_drop(it)
    });
    let found = closes.find_map(|closed| {
        let heard = failure.steps.iter().find(|it| {
            it.number > closed.number
                && (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Disconnected)
                && it.object == closed.object
                && it.thread != closed.thread
                && is_own(it.thread)
        })?;
        let (who, other) = (names.thread(closed.thread), names.thread(heard.thread));
        let what = names.end(closed.object?, Operation::Send, failure);
        let text = format!(
            "on the way out of its panic {who} drops the last sender of {what} here: {other} finds that closed in step {}",
            nth(heard)
        );
        Some(Clue::cause(closed.place.clone()?, text))
    });
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{ends_the_others, only_told};
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    #[test]
    fn a_drop_that_only_notifies_changes_nothing() {
        let text =
            "impl Drop for T {\nfn drop(&mut self) {\nself.c.notify_all();\n}\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure = bare(Code::Deadlock, String::new());
        let mut waits = thread(2);
        waits.state = State::Blocked(Wait {
            operation: Operation::Wait,
            objects: vec![7],
            place: Some(place(9)),
            since: 0,
            deadline: None,
        });
        failure.threads = vec![waits];
        let done = Occurrence::Done;
        failure.steps = vec![
            step(1, (1, 8), Operation::Panic, 1, done),
            step(2, (1, 3), Operation::NotifyAll, 7, done),
        ];
        failure.steps[0].note = Some("a panic that this check provokes in `f`".to_owned());
        let lines = |failure: &Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = only_told(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [3]);
        failure
            .steps
            .push(step(3, (1, 3), Operation::Lock, 8, done));
        assert!(lines(&failure).is_empty());
        failure.steps.pop();
        failure.steps[1].object = Some(6);
        assert!(lines(&failure).is_empty());
    }

    #[test]
    fn a_drop_in_a_panic_ends_what_others_work_at() {
        let text = "impl Drop for T {\nfn drop(&mut self) {\nself.s.take();\n}\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure = bare(Code::WrongValue, String::new());
        failure.threads = vec![thread(1), thread(2)];
        failure.steps = vec![
            step(1, (1, 8), Operation::Panic, 1, Occurrence::Done),
            step(2, (1, 3), Operation::Drop, 7, Occurrence::Done),
            step(3, (2, 9), Operation::Receive, 7, Occurrence::Disconnected),
        ];
        failure.steps[0].note = Some("a panic that this check provokes in `f`".to_owned());
        failure.steps[1].note = Some("the last sender".to_owned());
        let lines = |failure: &Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = ends_the_others(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [3]);
        failure.steps[2].thread = 0;
        assert!(lines(&failure).is_empty());
        failure.steps[2].thread = 2;
        failure.steps[0].number = 5;
        assert!(lines(&failure).is_empty());
    }
}
