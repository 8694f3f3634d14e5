//! Who goes on taking values of the check's, and makes nothing of them.

use crate::report::{
    names::tossed,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// So many values in a row are no accident.
const LEAST: usize = 8;

/// Where a thread takes value after value from a channel of the check's, and neither sends anything nor calls the check's
/// code in between, though nobody wants any more.
pub(super) fn drained(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored {
        return Vec::new();
    }
    let threads = failure.threads.iter().filter(|it| it.spawned.is_some());
    let longest = threads
        .map(|it| longest(failure, it.id))
        .max_by_key(Vec::len)
        .filter(|it| it.len() >= LEAST);
    let clue = |taken: &[&Step]| {
        let first = taken.first()?;
        let who = names.thread(first.thread);
        let what = names.end(first.object?, Operation::Receive, failure);
        let count = taken.len();
        Some(Clue {
            place: first.place.clone()?,
            text: format!(
                "{who} takes {count} values from {what} here, and sends nothing in between"
            ),
            primary: true,
        })
    };
    longest.and_then(|it| clue(&it)).into_iter().collect()
}

/// The same, where the statement is there for nothing else than to read on.
pub(super) fn in_vain(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues = drained(failure, names);
    clues.retain(|it| {
        let find = |file: &syn::File| tossed::tosses(file, &it.place);
        names.look(&it.place.file, find) == Some(true)
    });
    clues
}

/// The longest row of such receives of a thread.
fn longest(failure: &Failure, thread: u32) -> Vec<&Step> {
    let is_checks = |step: &Step| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == step.object && it.created.is_none())
    };
    // In the middle of a long trace anything may have been done.
    let gap = failure
        .steps
        .windows(2)
        .find(|pair| pair[0].number + 1 != pair[1].number)
        .map_or(u64::MAX, |pair| pair[0].number);
    let deeds = [
        Operation::Receive,
        Operation::Select,
        Operation::Send,
        Operation::Call,
        Operation::Enter,
    ];
    let own = told(failure).filter(|it| {
        it.thread == thread && deeds.contains(&it.operation) && it.occurrence != Occurrence::Blocked
    });
    let (mut row, mut most): (Vec<&Step>, Vec<&Step>) = (Vec::new(), Vec::new());
    for step in own {
        let takes = step.operation == Operation::Receive && step.occurrence == Occurrence::Done;
        let is_next = row.last().is_none_or(|last: &&Step| {
            (last.object, &last.place) == (step.object, &step.place)
                && (last.number <= gap) == (step.number <= gap)
        });
        if !is_next || !takes {
            row.clear();
        }
        if takes && is_checks(step) {
            row.push(step);
        }
        if row.len() > most.len() {
            most.clone_from(&row);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::longest;
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn a_row_of_receives_ends_with_a_send() {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects.push(channel(1, "unbounded channel", 0));
        let receive = (Operation::Receive, 3);
        let send = (Operation::Send, 4);
        let deeds = [receive, send, receive, receive, receive, send, receive];
        for (number, (operation, line)) in (0..).zip(deeds) {
            let step = step(number, (2, line), operation, 1, Occurrence::Done);
            failure.steps.push(step);
        }
        let numbers = |it: Vec<&wire::Step>| it.iter().map(|it| it.number).collect::<Vec<_>>();
        assert_eq!(numbers(longest(&failure, 2)), [2, 3, 4]);
        // What the learner's own threads hand each other is another matter.
        failure.objects[0].created = Some(crate::report::story::sample::place(1));
        assert!(longest(&failure, 2).is_empty());
    }
}
