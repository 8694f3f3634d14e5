//! A wait for the end of one thread, before others are started.

use crate::{
    report::story::{Clue, Names, leads::told},
    text::duration,
};
use std::cmp::Reverse;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "start what comes next as soon as one has ended: here all wait for the slowest of those before";

/// Such a wait.
struct Waits<'f> {
    wait: &'f Step,
    over: &'f Step,
    /// The thread whose end it waits for, and the one that is started next.
    ended: u32,
    next: u32,
}

/// The longest wait for the end of a thread after which the same thread starts another at once that works then, where one
/// that it had started before had ended in the meantime.
pub(super) fn joined_first(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return Vec::new();
    }
    let waits = told(failure).filter_map(|it| waits(it, failure));
    let longest = waits.max_by_key(|it| (it.over.at - it.wait.at, Reverse(it.wait.number)));
    let clue = longest.and_then(|it| {
        let [who, ended, next] = [it.wait.thread, it.ended, it.next].map(|id| names.thread(id));
        let until = duration(it.over.at);
        let text = format!(
            "{who} waits here for the end of {ended} until {until}, and starts {next} only then"
        );
        Some(Clue::cause(it.wait.place.clone()?, text))
    });
    clue.into_iter().collect()
}

fn waits<'f>(wait: &'f Step, failure: &'f Failure) -> Option<Waits<'f>> {
    let is_wait = (wait.operation, wait.occurrence) == (Operation::Join, Occurrence::Blocked);
    let ended = joined(wait, failure).filter(|_| is_wait)?;
    let own = || failure.steps.iter().filter(|it| it.thread == wait.thread);
    let over = own().find(|it| it.number > wait.number && it.at > wait.at)?;
    let spawns = |it: &&Step| it.operation == Operation::Spawn && it.place.is_some();
    let spawn = own().filter(spawns).find(|it| it.number > over.number)?;
    let next = spawned(spawn)?;
    let works = |it: &Step| it.thread == next && it.operation == Operation::Enter;
    let works = failure.steps.iter().any(works) && spawn.at == over.at;
    // One more could have been started meanwhile.
    let before = own().filter(spawns).filter(|it| it.number < wait.number);
    let before: Vec<u32> = before.filter_map(spawned).collect();
    let is_free = failure.steps.iter().any(|it| {
        let ends = it.operation == Operation::Finish && it.at < over.at;
        ends && it.thread != ended && before.contains(&it.thread)
    });
    (works && is_free && before.contains(&ended)).then_some(Waits {
        wait,
        over,
        ended,
        next,
    })
}

/// The thread whose end a step waits for.
fn joined(step: &Step, failure: &Failure) -> Option<u32> {
    let object = failure
        .objects
        .iter()
        .find(|it| Some(it.id) == step.object)?;
    object.kind.strip_prefix("end of thread ")?.parse().ok()
}

/// The thread that a step started.
fn spawned(step: &Step) -> Option<u32> {
    step.note.as_deref()?.strip_prefix("thread ")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::joined_first;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, Step};

    fn failure() -> Failure {
        let mut failure = bare(Code::NotConcurrent, String::new());
        failure.threads = [1, 2, 3].map(thread).into();
        failure.objects = vec![channel(9, "end of thread 1", 0)];
        let spawns = |number: u64, id: u32| Step {
            note: Some(format!("thread {id}")),
            ..step(number, (0, 20), Operation::Spawn, 0, Occurrence::Done)
        };
        failure.steps = vec![
            spawns(1, 1),
            spawns(2, 2),
            step(3, (0, 30), Operation::Join, 9, Occurrence::Blocked),
            step(4, (2, 10), Operation::Finish, 0, Occurrence::Done),
            step(5, (1, 10), Operation::Finish, 0, Occurrence::Done),
            step(6, (0, 30), Operation::Join, 9, Occurrence::Done),
            spawns(7, 3),
            step(8, (3, 10), Operation::Enter, 0, Occurrence::Done),
        ];
        failure.steps[6].at = 6;
        failure
    }

    #[test]
    fn who_waits_for_one_before_the_next_is_started_keeps_a_free_place_empty() {
        let texts = |failure: &Failure| -> Vec<String> {
            let clues = joined_first(failure, &Names::of(failure)).into_iter();
            clues
                .map(|it| format!("{}: {}", it.place.line, it.text))
                .collect()
        };
        let expected =
            "30: `thread 0` waits here for the end of `t1` until 6 ns, and starts `t3` only then";
        assert_eq!(
            texts(&failure()),
            [expected.replace("`thread 0`", "thread 0")]
        );
        // No other had ended; or something else took time before the next was started.
        let mut busy = failure();
        busy.steps[3].thread = 1;
        assert!(texts(&busy).is_empty());
        let mut at_once = failure();
        at_once.steps[3].at = 2;
        at_once.steps[5].at = 3;
        at_once.steps[6].at = 3;
        assert!(texts(&at_once).is_empty());
        let mut later = failure();
        later.steps[6].at = 7;
        assert!(texts(&later).is_empty());
    }
}
