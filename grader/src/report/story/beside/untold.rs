//! What others wait for was changed under their lock, and nobody was told.

use crate::report::{
    names::untold,
    story::{Clue, Names, leads::told, silent, wait_of, words::is_stuck},
};
use wire::{Failure, Occurrence, Operation, Step, Wait};

/// What to do about it.
pub(super) const ADVICE: &str =
    "notify under the lock after each change that somebody may wait for";

/// Where a thread changed what another waits for that had begun to wait before, and did not notify it after that. Who
/// took the lock for that, and did nothing else, is found elsewhere.
pub(super) fn untold(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !is_stuck(failure.code) || failure.elided > 0 || !silent(failure, names).is_empty() {
        return Vec::new();
    }
    let mut waits = failure.threads.iter().filter_map(|thread| {
        let wait = wait_of(thread).filter(|it| it.operation == Operation::Wait)?;
        changed(failure, names, thread.id, wait)
    });
    waits.next().into_iter().collect()
}

/// The last such change since a thread waits, if nobody ever notifies: else that may be enough, if it wakes the right ones.
fn changed(failure: &Failure, names: &Names, waiter: u32, wait: &Wait) -> Option<Clue> {
    let condvar = *wait.objects.first()?;
    let asleep = wait.place.as_ref()?;
    let mut own = told(failure).filter(|it| it.thread == waiter && nth_before(it, wait));
    let mutex = own.rfind(|it| it.operation == Operation::Lock)?.object;
    let awaited = names.look(&asleep.file, |file| untold::awaited(file, asleep))?;
    let unlocks = told(failure).rev().filter(|it| {
        it.thread != waiter
            && it.operation == Operation::Unlock
            && it.object == mutex
            && it.number >= wait.since
    });
    let mut found = unlocks.filter_map(|unlock| {
        let has = has_it_since(failure, unlock)?;
        let between = (has.place.as_ref()?, unlock.place.as_ref()?);
        let is_one = names.are_in_one_function(between.0, between.1);
        let file = &asleep.file;
        let look = |file: &syn::File| untold::changed(file, between, &awaited);
        let is_there = is_one && between.0.file == *file;
        let (spot, name) = names.look(file, look).flatten().filter(|_| is_there)?;
        let notifies = |it: &Step| {
            it.object == Some(condvar)
                && matches!(it.operation, Operation::NotifyOne | Operation::NotifyAll)
        };
        if failure.steps.iter().any(notifies) {
            return None;
        }
        let who = names.thread(unlock.thread);
        let (condvar, other) = (names.object(condvar, failure), names.thread(waiter));
        let text = format!(
            "{who} changes `{name}` here while {other} waits in line {}, and does not notify {condvar} after that",
            asleep.line
        );
        Some(Clue::cause(spot.within(file), text))
    });
    found.next()
}

/// The step comes before a wait.
fn nth_before(step: &Step, wait: &Wait) -> bool {
    step.number < wait.since
}

/// The step in which a thread got the lock that it gives back in this one.
fn has_it_since<'f>(failure: &'f Failure, unlock: &Step) -> Option<&'f Step> {
    let own = told(failure).filter(|it| it.thread == unlock.thread && it.number < unlock.number);
    let mut gets = own.filter(|it| {
        let locks = it.operation == Operation::Lock && it.object == unlock.object;
        let comes_back = matches!(it.occurrence, Occurrence::Done | Occurrence::TimedOut);
        comes_back && (locks || it.operation == Operation::Wait)
    });
    gets.next_back()
}

#[cfg(test)]
mod tests {
    use super::untold;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    const TEXT: &str = "fn f() {\n let mut it = lock();\n while *it != me { it =\nc.wait(it); }\n say();\n *it = you;\n\
                        }\n";

    fn failure() -> Failure {
        let mut failure = bare(Code::Deadlock, String::new());
        let waits = |id, since| {
            let mut waits = thread(id);
            let mut place = place(4);
            place.column = 3;
            waits.state = State::Blocked(Wait {
                operation: Operation::Wait,
                objects: vec![5],
                place: Some(place),
                since,
                deadline: None,
            });
            waits
        };
        failure.threads = vec![waits(1, 2), waits(2, 6)];
        failure.steps = vec![
            step(0, (1, 2), Operation::Lock, 7, Occurrence::Done),
            step(1, (1, 4), Operation::Wait, 5, Occurrence::Blocked),
            step(2, (2, 2), Operation::Lock, 7, Occurrence::Done),
            step(3, (2, 7), Operation::Unlock, 7, Occurrence::Done),
            step(4, (2, 2), Operation::Lock, 7, Occurrence::Done),
            step(5, (2, 4), Operation::Wait, 5, Occurrence::Blocked),
        ];
        failure
    }

    #[test]
    fn a_change_that_nobody_is_told_of_is_marked() {
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = untold(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = failure();
        assert_eq!(lines(&failure), [6]);
        let notifies = step(4, (2, 6), Operation::NotifyAll, 5, Occurrence::Done);
        failure.steps.insert(4, notifies);
        assert!(lines(&failure).is_empty());
        failure.steps.remove(4);
        failure.steps.remove(3);
        assert!(lines(&failure).is_empty(), "nobody changed anything");
    }
}
