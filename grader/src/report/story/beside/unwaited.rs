//! A call that comes before its turn, since nothing is waited for before it.

use crate::report::story::{Clue, Names, at_the_peak, entries::entry, leads::told};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation, Place, Step};

/// What to do about it.
pub(super) const ADVICE: &str = "whoever comes too early, or is one too many, has to wait before the call, for a condition under a lock";

/// Where a thread of the check's calls what came too early, or too many at once, and has done nothing before that could
/// have kept it back.
pub(super) fn unwaited(failure: &Failure, _: &Names) -> Vec<Clue> {
    let steps: Vec<&Step> = match failure.code {
        Code::WrongOrder => entry(failure).map(|(_, step)| step).into_iter().collect(),
        Code::LimitExceeded => at_the_peak(failure).map_or_else(Vec::new, |(_, inside)| inside),
        _ => Vec::new(),
    };
    if failure.elided > 0 {
        return Vec::new();
    }
    let is_it = |step: &&Step| {
        let mut threads = failure.threads.iter();
        let is_the_checks =
            threads.any(|it| it.id == step.thread && it.id != 0 && it.spawned.is_none());
        let mut before = told(failure)
            .filter(|it| it.thread == step.thread && it.number < step.number)
            .filter(|it| {
                let calls = [Operation::Call, Operation::Enter, Operation::Leave];
                !calls.contains(&it.operation)
            });
        is_the_checks && before.next().is_none()
    };
    let places: BTreeSet<&Place> = steps
        .into_iter()
        .filter(is_it)
        .filter_map(|it| it.place.as_ref())
        .collect();
    let text = "nothing is waited for before this call";
    let clue = |place: &Place| Clue::cause(place.clone(), text.to_owned());
    places.into_iter().map(clue).collect()
}

#[cfg(test)]
mod tests {
    use super::unwaited;
    use crate::{
        report::story::{
            Names,
            sample::{step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn who_comes_in_without_a_step_before_waited_for_nothing() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.threads = vec![thread(1), thread(2)];
        for thread in &mut failure.threads {
            thread.spawned = None;
        }
        failure.steps = vec![
            step(1, (1, 10), Operation::Lock, 7, Occurrence::Done),
            step(2, (1, 11), Operation::Enter, 9, Occurrence::Done),
            step(3, (2, 21), Operation::Enter, 9, Occurrence::Done),
        ];
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = unwaited(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [21]);
        failure.threads[1] = thread(2);
        assert!(lines(&failure).is_empty(), "a thread of the learner's");
    }
}
