//! A variable that was changed between the look at it and the sleep of who looked, since one of the two was done without
//! the lock under which the other sleeps.

use crate::report::story::{Clue, Names, leads::told, nth, wait_of, words::is_stuck};
use wire::{Failure, Occurrence, Operation, Step, Wait};

/// What to do about it.
pub(super) const ADVICE: &str = "change what is waited for only under the lock of the wait, and look at that variable under the same lock: \
     then nobody can notify between the look and the wait";

/// Where it was looked at, or changed, without the lock.
pub(super) fn outside_lock(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !is_stuck(failure.code) {
        return Vec::new();
    }
    let mut waits = failure.threads.iter().filter_map(|thread| {
        let wait = wait_of(thread).filter(|it| it.operation == Operation::Wait)?;
        between(failure, names, thread.id, wait)
    });
    waits.next().into_iter().collect()
}

/// What others changed, and notified, between the last look of a thread and its wait.
fn between(failure: &Failure, names: &Names, waiter: u32, wait: &Wait) -> Option<Clue> {
    let condvar = *wait.objects.first()?;
    let own = || told(failure).filter(|it| it.thread == waiter && nth(it) < wait.since);
    let done =
        |it: &Step, operation| it.operation == operation && it.occurrence == Occurrence::Done;
    let held = own().rfind(|it| done(it, Operation::Lock))?;
    let woken = own().rfind(|it| it.operation == Operation::Wait);
    let looks = own().filter(|it| {
        it.operation == Operation::Load && woken.is_none_or(|woken| woken.number < it.number)
    });
    let (look, change) = looks.rev().find_map(|look| {
        let notified = |change: &Step| {
            let mut after = told(failure).filter(|it| it.number > change.number);
            after.any(|it| {
                it.thread == change.thread
                    && it.object == Some(condvar)
                    && nth(it) < wait.since
                    && matches!(it.operation, Operation::NotifyOne | Operation::NotifyAll)
            })
        };
        let change = told(failure).rfind(|it| {
            it.thread != waiter
                && it.object == look.object
                && (look.number..wait.since).contains(&it.number)
                && matches!(it.operation, Operation::Store | Operation::Update)
                && notified(it)
        })?;
        Some((look, change))
    })?;
    let name = names.object(look.object?, failure);
    let mutex = names.object(held.object?, failure);
    let (who, other) = (names.thread(waiter), names.thread(change.thread));
    let (looked, changed) = (look.place.as_ref()?, change.place.as_ref()?);
    let sleeps = wait.place.as_ref()?.line;
    let (first, second) = (nth(look), nth(change));
    let clue = if held.number < look.number {
        Clue::cause(
            changed.clone(),
            format!(
                "{other} changes {name} here, in step {second}, without holding {mutex}: {who} had looked in line {}, in step \
                 {first}, and waits in line {sleeps} only after the notification",
                looked.line
            ),
        )
    } else {
        Clue::cause(
            looked.clone(),
            format!(
                "{who} looks at {name} here, in step {first}, without holding {mutex}: {other} changes {name} in line {}, in step \
                 {second}, and notifies before {who} waits in line {sleeps}",
                changed.line
            ),
        )
    };
    Some(clue)
}

#[cfg(test)]
mod tests {
    use super::outside_lock;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    fn failure() -> Failure {
        let mut failure = bare(Code::LostWakeup, String::new());
        let mut waits = thread(2);
        waits.state = State::Blocked(Wait {
            operation: Operation::Wait,
            objects: vec![5],
            place: Some(place(12)),
            since: 6,
            deadline: None,
        });
        failure.threads = vec![thread(1), waits];
        failure.steps = vec![
            step(1, (2, 10), Operation::Lock, 7, Occurrence::Done),
            step(2, (2, 11), Operation::Load, 9, Occurrence::Done),
            step(3, (1, 20), Operation::Store, 9, Occurrence::Done),
            step(4, (1, 21), Operation::NotifyAll, 5, Occurrence::Done),
            step(5, (2, 12), Operation::Wait, 5, Occurrence::Blocked),
        ];
        failure
    }

    #[test]
    fn a_change_between_the_look_and_the_wait_is_told() {
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = outside_lock(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = failure();
        assert_eq!(lines(&failure), [20]);
        failure.steps[3].object = Some(6);
        assert!(lines(&failure).is_empty(), "another was notified");
        failure.steps[3].object = Some(5);
        failure.steps[0].number = 2;
        failure.steps[1].number = 1;
        failure.steps.swap(0, 1);
        assert_eq!(lines(&failure), [11], "the look is without the lock");
        failure.steps[2].number = 0;
        assert!(lines(&failure).is_empty(), "it was changed before the look");
    }
}
