//! Who waits for leave to go on with something in hand that was taken before.

use crate::report::story::{Clue, Names, leads::told, nth, wait_of};
use wire::{Code, Failure, Occurrence, Operation, ThreadReport};

/// What to do about it.
pub(super) const ADVICE: &str = "wait for the token or the turn first, and take something only then: what a thread that waits has in hand, nobody else can do";

/// Where a thread of the learner's waits to receive, with something in hand that it had received from another channel right
/// before. Somebody had got both, one after the other.
pub(super) fn in_hand(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::Deadlock || failure.elided > 0 {
        return Vec::new();
    }
    let spawned = failure.threads.iter().filter(|it| it.spawned.is_some());
    let mut found = spawned.filter_map(|thread| waits(failure, names, thread));
    found.next().unwrap_or_default()
}

/// What a thread has in hand while it waits.
fn waits(failure: &Failure, names: &Names, thread: &ThreadReport) -> Option<Vec<Clue>> {
    let wait = wait_of(thread).filter(|it| it.operation == Operation::Receive)?;
    let [awaited] = wait.objects[..] else {
        return None;
    };
    let place = wait.place.as_ref()?;
    let mut acts = told(failure).filter(|it| {
        it.thread == thread.id
            && nth(it) < wait.since
            && it.occurrence != Occurrence::Blocked
            && matches!(
                it.operation,
                Operation::Receive | Operation::Send | Operation::Call | Operation::Enter
            )
    });
    let taken = acts.next_back()?;
    let other = taken.object.filter(|id| *id != awaited)?;
    let is_taken = taken.operation == Operation::Receive && taken.occurrence == Occurrence::Done;
    let from = taken.place.as_ref()?;
    if !is_taken || !is_leave(failure, other, awaited) {
        return None;
    }
    let who = names.thread(thread.id);
    let what = names.end(other, Operation::Receive, failure);
    let (number, line) = (nth(taken), from.line);
    Some(vec![
        Clue::cause(
            place.clone(),
            format!(
                "{who} still has in hand here what it took from {what} in line {line}, in step {number}"
            ),
        ),
        Clue::beside(
            from.clone(),
            format!(
                "{who} took a value here, in step {number}, and waits with it in line {}",
                place.line
            ),
        ),
    ])
}

/// Somebody got a value from the one, and then from the other.
fn is_leave(failure: &Failure, other: u32, awaited: u32) -> bool {
    failure.threads.iter().any(|thread| {
        let own = told(failure).filter(|it| {
            it.thread == thread.id
                && it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
        });
        let objects: Vec<_> = own.filter_map(|it| it.object).collect();
        objects.windows(2).any(|pair| pair == [other, awaited])
    })
}

#[cfg(test)]
mod tests {
    use super::in_hand;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    #[test]
    fn who_waits_with_something_in_hand_is_told() {
        let mut failure = bare(Code::Deadlock, String::new());
        let mut waits = thread(1);
        waits.state = State::Blocked(Wait {
            operation: Operation::Receive,
            objects: vec![8],
            place: Some(place(12)),
            since: 9,
            deadline: None,
        });
        failure.threads = vec![waits, thread(2)];
        failure.steps = vec![
            step(1, (2, 10), Operation::Receive, 7, Occurrence::Done),
            step(2, (2, 12), Operation::Receive, 8, Occurrence::Done),
            step(3, (1, 10), Operation::Receive, 7, Occurrence::Done),
        ];
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = in_hand(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [12, 10]);
        failure
            .steps
            .push(step(4, (1, 14), Operation::Send, 9, Occurrence::Done));
        assert!(lines(&failure).is_empty(), "it was handed on");
        failure.steps.pop();
        failure.steps.remove(1);
        assert!(lines(&failure).is_empty(), "nobody ever waits for both");
    }
}
