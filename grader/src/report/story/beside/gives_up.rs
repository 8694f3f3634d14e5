//! Threads that give up after a time, while others still work.

use crate::{
    report::story::{
        Clue, Names,
        leads::{lets_go, told},
    },
    text::duration,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step};

/// Where such threads end, if a wait was over then, and who was at work at that moment began other work later.
pub(super) fn gives_up(failure: &Failure, names: &Names) -> Vec<Clue> {
    let ends = ends(failure, names);
    let mut places: BTreeMap<&Place, Vec<(&Step, u32)>> = BTreeMap::new();
    for (end, other) in ends {
        if let Some(place) = &end.place {
            places.entry(place).or_default().push((end, other));
        }
    }
    let clue = |(place, ends): (&Place, Vec<(&Step, u32)>)| {
        let (first, other) = ends.first()?;
        let who = names.thread(first.thread);
        let (who, [gives_up, ends]) = match ends.len() - 1 {
            0 => (who, ["gives up", "ends"]),
            1 => (format!("{who} and one more"), ["give up", "end"]),
            more => (format!("{who} and {more} more"), ["give up", "end"]),
        };
        let (at, other) = (duration(first.at), names.thread(*other));
        let text = format!("{who} {gives_up} here at {at}, and {ends}, while {other} is at work");
        Some(Clue::cause(place.clone(), text))
    };
    places.into_iter().filter_map(clue).collect()
}

/// The last waits of such threads, each with one that was at work then.
pub(in super::super) fn ends<'f>(failure: &'f Failure, names: &Names) -> Vec<(&'f Step, u32)> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return Vec::new();
    }
    let waits = [Operation::Receive, Operation::Select, Operation::Wait];
    let ended = failure
        .threads
        .iter()
        .filter(|it| it.spawned.is_some() && matches!(it.state, State::Finished));
    let ends = ended.filter_map(|thread| {
        let mut own = told(failure).filter(|it| it.thread == thread.id);
        let end = own.rfind(|it| !lets_go(it) && !names.is_in_drop(it))?;
        let is_over = end.occurrence == Occurrence::TimedOut && waits.contains(&end.operation);
        let other = at_work(end.number, failure).filter(|_| is_over)?;
        Some((end, other))
    });
    ends.collect()
}

/// A thread that is at work at a step, and begins other work later.
fn at_work(number: u64, failure: &Failure) -> Option<u32> {
    let mut threads = failure.threads.iter().map(|it| it.id);
    threads.find(|id| {
        let own = |operation: Operation| {
            let steps = failure.steps.iter();
            steps.filter(move |it| it.thread == *id && it.operation == operation)
        };
        let begun = own(Operation::Enter)
            .filter(|it| it.number < number)
            .count();
        let ended = own(Operation::Leave)
            .filter(|it| it.number < number)
            .count();
        begun > ended && own(Operation::Enter).any(|it| it.number > number)
    })
}

#[cfg(test)]
mod tests {
    use super::gives_up;
    use crate::{
        report::story::{
            Names,
            sample::{step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn who_gives_up_while_another_works_is_told_with_that() {
        let mut failure = bare(Code::NotConcurrent, String::new());
        failure.threads = [1, 2, 3].map(thread).into();
        let works = |number: u64, operation: Operation| {
            step(number, (1, 20), operation, 5, Occurrence::Done)
        };
        failure.steps = vec![
            works(1, Operation::Enter),
            step(2, (2, 10), Operation::Receive, 7, Occurrence::TimedOut),
            step(3, (3, 10), Operation::Receive, 7, Occurrence::TimedOut),
            works(4, Operation::Leave),
            works(5, Operation::Enter),
            works(6, Operation::Leave),
        ];
        let texts = |failure: &Failure| -> Vec<String> {
            let clues = gives_up(failure, &Names::of(failure)).into_iter();
            clues
                .map(|it| format!("{}: {}", it.place.line, it.text))
                .collect()
        };
        let expected = "10: `t2` and one more give up here at 2 ns, and end, while `t1` is at work";
        assert_eq!(texts(&failure), [expected]);
        // Who was given a value has not given up.
        let mut served = failure.clone();
        for step in &mut served.steps[1..3] {
            step.occurrence = Occurrence::Done;
        }
        assert!(texts(&served).is_empty());
        // Nothing was to be done after that.
        failure.steps.truncate(4);
        assert!(texts(&failure).is_empty());
    }
}
