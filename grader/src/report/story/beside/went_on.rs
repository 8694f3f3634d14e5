//! A call that waited for others, and went on while one of them had something in hand.

use crate::report::{
    names::waiting_loops,
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step};

/// Where the check's call went on from its last wait, or past its last loop that sleeps, while a thread that has not ended
/// was on its way from what it took to what it calls.
pub(super) fn went_on(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return Vec::new();
    }
    let clue = under_way(failure).and_then(|taken| {
        let last = told(failure).rfind(|it| it.thread == 0)?;
        let who = names.thread(taken.thread);
        let since = nth(taken);
        // The call that the check made last: what it did there after the other had taken something.
        let lines = names.lines_around(outermost(last)?)?;
        let file = &outermost(last)?.file;
        let is_here = |it: &&Step| {
            let place = outermost(it);
            it.thread == 0
                && it.number > taken.number
                && place
                    .is_some_and(|it| it.file == *file && (lines.0..=lines.1).contains(&it.line))
        };
        let waits = told(failure).filter(is_here).rfind(|it| {
            matches!(it.operation, Operation::Wait | Operation::Sleep)
                && it.occurrence != Occurrence::Blocked
        });
        let (place, text) = if let Some(wait) = waits {
            let text = format!(
                "the check goes on from here in step {}, while {who} has been under way since step {since}",
                nth(wait)
            );
            (wait.place.clone()?, text)
        } else {
            let first = told(failure).find(is_here)?;
            let line = outermost(first)?.line;
            let find = |it: &syn::File| waiting_loops::last_before(it, lines, line);
            let spot = names.look(file, find).flatten()?;
            let text = format!(
                "the check is past this in step {}, while {who} has been under way since step {since}",
                nth(first)
            );
            (spot.within(file), text)
        };
        Some(Clue::cause(place, text))
    });
    clue.into_iter().collect()
}

/// The last step of a thread of the learner's that could have gone on: it had taken something, or let a lock go, and had
/// called the check before, always after that.
fn under_way(failure: &Failure) -> Option<&Step> {
    let mut threads = failure.threads.iter().filter(|it| {
        it.id != 0 && it.spawned.is_some() && matches!(it.state, State::Runnable { .. })
    });
    threads.find_map(|thread| {
        let own = || failure.steps.iter().filter(|it| it.thread == thread.id);
        let last = own().next_back()?;
        let takes = last.occurrence == Occurrence::Done
            && matches!(last.operation, Operation::Receive | Operation::Unlock);
        let is_call = |it: &Step| matches!(it.operation, Operation::Call | Operation::Enter);
        let same = |it: &Step| it.place == last.place && it.operation == last.operation;
        let mut calls = own().filter(|it| is_call(it)).peekable();
        calls.peek()?;
        // Each call came after a step of this kind: that is where it begins with something.
        let mut all_after = calls.map(|call| {
            let mut before = own().filter(|it| it.number < call.number);
            before.any(same)
        });
        (takes && all_after.all(|it| it)).then_some(last)
    })
}

/// Where the check called.
fn outermost(step: &Step) -> Option<&Place> {
    step.via.last().or(step.place.as_ref())
}

#[cfg(test)]
mod tests {
    use super::under_way;
    use crate::{
        report::story::sample::{step, thread},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation, State};

    #[test]
    fn who_has_taken_something_and_not_called_yet_is_under_way() {
        let (receive, call) = (Operation::Receive, Operation::Call);
        let found = |deeds: &[(Operation, u32)]| {
            let mut failure = bare(Code::LostItem, String::new());
            let mut other = thread(1);
            other.state = State::Runnable { place: None };
            failure.threads = vec![other];
            for (number, &(operation, line)) in (0..).zip(deeds) {
                let one = step(number, (1, line), operation, 1, Occurrence::Done);
                failure.steps.push(one);
            }
            under_way(&failure).map(|it| it.number)
        };
        assert_eq!(found(&[(receive, 3), (call, 4), (receive, 3)]), Some(2));
        assert_eq!(found(&[(receive, 3), (call, 4)]), None);
        assert_eq!(found(&[(receive, 3)]), None);
        assert_eq!(found(&[(call, 4), (receive, 3)]), None);
    }
}
