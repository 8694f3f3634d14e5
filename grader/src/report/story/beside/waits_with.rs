//! Who waits with something in hand, while more of it waits where that came from.

use crate::report::story::{Clue, Names, is_left, nth, wait_of};
use std::collections::BTreeSet;
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Step, ThreadReport, Wait};

/// What to do about one that only hands on.
pub(super) const ONE_MORE: &str =
    "count what the thread in between has in hand, too: beside a full queue that is one more";

/// What to do about those that work.
pub(super) const NO_WORKER: &str = "let a worker put its result down and take the next value at once: another thread waits for the turn or the reader";

/// A thread that waits with something in hand.
struct Hand<'f> {
    wait: &'f Wait,
    /// It took that here.
    taken: &'f Step,
    /// It ran code of the check's since.
    has_worked: bool,
}

/// Where a thread that only hands on what it takes out of a bounded queue waits with a value in hand, if one too many was
/// taken and the queue is full beside that.
pub(super) fn beside_a_full_queue(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LimitExceeded || failure.elided > 0 {
        return Vec::new();
    }
    let clue = failure.threads.iter().find_map(|thread| {
        let hand = hand(failure, thread)?;
        let queue = queue(failure, hand.taken)?;
        let room: u64 = queue
            .kind
            .strip_prefix("channel of capacity ")?
            .parse()
            .ok()?;
        let is_it = !hand.has_worked
            && hand.wait.operation == Operation::Send
            && room > 0
            && queue.queued == Some(room);
        is_it.then(|| said(failure, names, thread, &hand)).flatten()
    });
    clue.into_iter().collect()
}

/// Where all that take from a channel wait with what they have made for their turn, or in it, and more waits in that channel.
pub(super) fn all_who_work(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return Vec::new();
    }
    let waiting: Vec<_> = failure
        .threads
        .iter()
        .filter_map(|it| Some((it, hand(failure, it)?)))
        .collect();
    let Some(queue) = waiting
        .first()
        .and_then(|(_, hand)| queue(failure, hand.taken))
    else {
        return Vec::new();
    };
    let ids: BTreeSet<u32> = waiting.iter().map(|(thread, _)| thread.id).collect();
    let others = failure
        .threads
        .iter()
        .filter(|it| it.spawned.is_some() && !ids.contains(&it.id))
        .any(is_left);
    // Without a turn that they keep, it may be that there is only too little room.
    let has_the_turn = |(thread, hand): &(&ThreadReport, Hand)| {
        let mut objects = failure.objects.iter();
        hand.wait.operation == Operation::Wait || objects.any(|it| it.held_by.contains(&thread.id))
    };
    let are_in_line = waiting.iter().any(has_the_turn);
    let from_others = waiting.iter().any(|it| it.1.taken.object != Some(queue.id));
    if others || from_others || !are_in_line {
        return Vec::new();
    }
    let mut places = BTreeSet::new();
    let one_each = waiting
        .iter()
        .filter(|(_, hand)| places.insert(&hand.wait.place));
    let clues = one_each.filter_map(|(thread, hand)| said(failure, names, thread, hand));
    clues.collect()
}

/// What a thread that somebody of the learner's started waits with, without a limit.
fn hand<'f>(failure: &'f Failure, thread: &'f ThreadReport) -> Option<Hand<'f>> {
    thread.spawned.as_ref()?;
    let wait = wait_of(thread).filter(|it| {
        it.deadline.is_none() && matches!(it.operation, Operation::Send | Operation::Wait)
    })?;
    let own = || {
        failure
            .steps
            .iter()
            .filter(|it| it.thread == thread.id && nth(it) < wait.since)
    };
    let moves = |it: &&Step| {
        let moves = matches!(it.operation, Operation::Receive | Operation::Send);
        moves && it.occurrence == Occurrence::Done
    };
    let taken = own()
        .rfind(moves)
        .filter(|it| it.operation == Operation::Receive && it.place.is_some())?;
    let has_worked = own().filter(|it| it.number > taken.number).any(|it| {
        matches!(
            it.operation,
            Operation::Call | Operation::Enter | Operation::Leave | Operation::Gate
        )
    });
    Some(Hand {
        wait,
        taken,
        has_worked,
    })
}

/// The channel that something was taken from, if more waits in it.
fn queue<'f>(failure: &'f Failure, taken: &Step) -> Option<&'f ObjectReport> {
    let mut objects = failure.objects.iter();
    objects.find(|it| Some(it.id) == taken.object && it.queued > Some(0))
}

/// The place where a thread waits, and what it waits with.
fn said(failure: &Failure, names: &Names, thread: &ThreadReport, hand: &Hand<'_>) -> Option<Clue> {
    let queue = queue(failure, hand.taken)?;
    let who = names.thread(thread.id);
    let what = names.end(queue.id, Operation::Receive, failure);
    let line = hand.taken.place.as_ref()?.line;
    let count = queue.queued?;
    let number = nth(hand.taken);
    let text = if failure.code == Code::NotConcurrent {
        let those = match count {
            1 => "the value that waits".to_owned(),
            count => format!("the {count} values that wait"),
        };
        format!(
            "{who} waits here with what it made of the value that it took in step {number} (line {line}), and takes nothing of {those} in {what} meanwhile"
        )
    } else {
        let more = match count {
            1 => "1 value waits".to_owned(),
            count => format!("{count} values wait"),
        };
        format!(
            "{who} waits here with the value in hand that it took from {what} in line {line}, in step {number}; beside that, {more} in {what}"
        )
    };
    Some(Clue::cause(hand.wait.place.clone()?, text))
}

#[cfg(test)]
mod tests {
    use super::{all_who_work, beside_a_full_queue};
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation, State, Wait};

    /// A thread took something from channel 7 and waits to send it on channel 8.
    fn waiting(code: Code) -> Failure {
        let mut failure = bare(code, String::new());
        let mut waits = thread(1);
        waits.state = State::Blocked(Wait {
            operation: Operation::Send,
            objects: vec![8],
            place: Some(place(12)),
            since: 9,
            deadline: None,
        });
        failure.threads = vec![waits];
        failure.objects = vec![channel(7, "channel of capacity 2", 1)];
        failure.objects[0].queued = Some(2);
        failure.steps = vec![step(3, (1, 10), Operation::Receive, 7, Occurrence::Done)];
        failure
    }

    #[test]
    fn one_more_than_a_full_queue_is_in_hand() {
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = beside_a_full_queue(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = waiting(Code::LimitExceeded);
        assert_eq!(lines(&failure), [12]);
        failure.objects[0].queued = Some(1);
        assert!(lines(&failure).is_empty(), "there is room");
        failure.objects[0].queued = Some(2);
        let sent = step(4, (1, 11), Operation::Send, 8, Occurrence::Done);
        failure.steps.push(sent);
        assert!(lines(&failure).is_empty(), "it was handed on");
    }

    #[test]
    fn who_works_waits_with_what_was_made() {
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = all_who_work(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = waiting(Code::NotConcurrent);
        assert!(lines(&failure).is_empty(), "no turn is kept");
        let mut turn = channel(9, "Mutex", 1);
        turn.held_by = vec![1];
        failure.objects.push(turn);
        assert_eq!(lines(&failure), [12]);
        let mut idle = thread(2);
        idle.state = State::Runnable { place: None };
        failure.threads.push(idle);
        assert!(lines(&failure).is_empty(), "another is left");
    }
}
