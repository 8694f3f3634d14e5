//! A guard that was dropped in the statement that made it, before the work that it should have kept others from.

use crate::report::{
    names::{flow::Spot, guard_dropped as source},
    story::{Clue, Names, leads::told},
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where those who came to the check's work, of which there was too much at once, let a lock go right after they took it,
/// since a `let _` drops its guard.
pub(in super::super::super) fn guard_dropped(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LimitExceeded {
        return Vec::new();
    }
    let mut lets: BTreeMap<Spot, Clue> = BTreeMap::new();
    for lock in let_go_before_the_work(failure) {
        let Some(place) = &lock.place else {
            continue;
        };
        let spot = names.look(&place.file, |file| source::guard_dropped(file, place));
        if let Some(spot) = spot.flatten() {
            let text = "`let _` drops this guard at once: the lock is free again before the work"
                .to_owned();
            lets.entry(spot)
                .or_insert_with(|| Clue::cause(spot.within(&place.file), text));
        }
    }
    // The first of them is the main one.
    lets.into_values().rev().collect()
}

/// The locks that a thread took, and let go in its next step, before it came to the check's work.
fn let_go_before_the_work(failure: &Failure) -> Vec<&Step> {
    let works = |it: &Step| matches!(it.operation, Operation::Enter | Operation::Call);
    let locks = told(failure).filter(|lock| {
        let is_taken = matches!(lock.operation, Operation::Lock | Operation::Read)
            && lock.occurrence == Occurrence::Done;
        let mut own =
            told(failure).filter(|it| it.thread == lock.thread && it.number > lock.number);
        let is_free = own
            .next()
            .is_some_and(|it| it.operation == Operation::Unlock && it.object == lock.object);
        is_taken && is_free && own.any(works)
    });
    locks.collect()
}

#[cfg(test)]
mod tests {
    use super::let_go_before_the_work;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn a_lock_is_let_go_at_once_before_the_work() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        let done = Occurrence::Done;
        failure.steps = vec![
            step(1, (1, 5), Operation::Lock, 3, done),
            step(2, (1, 5), Operation::Unlock, 3, done),
            step(3, (1, 6), Operation::Lock, 4, done),
            step(4, (1, 7), Operation::Call, 9, done),
            step(5, (1, 8), Operation::Unlock, 4, done),
            step(6, (1, 9), Operation::Lock, 3, done),
            step(7, (1, 9), Operation::Unlock, 3, done),
        ];
        let found = |failure: &Failure| -> Vec<u64> {
            let locks = let_go_before_the_work(failure).into_iter();
            locks.map(|it| it.number).collect()
        };
        assert_eq!(found(&failure), [1]);
        failure.steps[1].object = Some(4);
        assert!(found(&failure).is_empty());
    }
}
