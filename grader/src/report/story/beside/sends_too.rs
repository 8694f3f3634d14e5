//! Who could receive what others wait to send, and waits to send itself.

use crate::report::story::{Clue, Names, leads::told, wait_of};
use wire::{Code, Failure, Occurrence, Operation, Wait};

/// What to do about it.
pub(super) const ADVICE: &str = "who could receive waits to send, too: keep what finds no room in a queue of your own, and receive meanwhile";

/// Of each channel of the learner's on which somebody waits to send: where that was received from last, by who waits for
/// room in another one now.
pub(super) fn sends_too(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::Deadlock || !failure.cycle.is_empty() {
        return Vec::new();
    }
    let sends = |wait: &&Wait| wait.operation == Operation::Send && wait.place.is_some();
    // Where somebody waits for a value, that one is what to follow.
    let receives = |wait: &Wait| wait.operation == Operation::Receive && wait.place.is_some();
    if failure.threads.iter().filter_map(wait_of).any(receives) {
        return Vec::new();
    }
    let wait = |id: u32| {
        let thread = failure.threads.iter().find(|it| it.id == id)?;
        wait_of(thread).filter(sends)
    };
    let is_own = |id: u32| {
        let mut objects = failure.objects.iter();
        objects.any(|it| it.id == id && it.created.is_some())
    };
    let mut full: Vec<u32> = Vec::new();
    for wait in failure.threads.iter().filter_map(|it| wait(it.id)) {
        full.extend(wait.objects.first().filter(|id| is_own(**id)));
    }
    full.sort_unstable();
    full.dedup();
    let took = |full: u32| {
        let took = told(failure).rfind(|it| {
            it.object == Some(full)
                && it.operation == Operation::Receive
                && it.occurrence == Occurrence::Done
        })?;
        let own = wait(took.thread).filter(|own| !own.objects.contains(&full))?;
        let who = names.thread(took.thread);
        let what = names.end(full, Operation::Receive, failure);
        let line = own.place.as_ref()?.line;
        let text = format!("{who} receives from {what} here, and waits in line {line} now");
        Some(Clue::beside(took.place.clone()?, text))
    };
    full.into_iter().filter_map(took).collect()
}

#[cfg(test)]
mod tests {
    use super::sends_too;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    #[test]
    fn who_could_receive_and_waits_to_send_is_told_where_it_received() {
        let waits = |id: u32, object: u32, line: u32| {
            let mut waits = thread(id);
            waits.state = State::Blocked(Wait {
                operation: Operation::Send,
                objects: vec![object],
                place: Some(place(line)),
                since: 0,
                deadline: None,
            });
            waits
        };
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = sends_too(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::Deadlock, String::new());
        failure.threads = vec![waits(0, 7, 40), waits(1, 8, 10)];
        failure.objects = [7, 8]
            .map(|id| channel(id, "channel of capacity 1", 3))
            .into();
        let took = |thread| step(1, (thread, 45), Operation::Receive, 8, Occurrence::Done);
        failure.steps = vec![took(0)];
        assert_eq!(lines(&failure), [45]);
        // Somebody waits for a value: that is what to follow.
        let mut receives = waits(2, 9, 50);
        if let State::Blocked(wait) = &mut receives.state {
            wait.operation = Operation::Receive;
        }
        failure.threads.push(receives);
        assert!(lines(&failure).is_empty());
        failure.threads.pop();
        // Who received has ended, or waits for room in the same.
        failure.steps = vec![took(2)];
        assert!(lines(&failure).is_empty());
        failure.steps = vec![took(0)];
        failure.threads[0] = waits(0, 8, 40);
        assert!(lines(&failure).is_empty());
    }
}
