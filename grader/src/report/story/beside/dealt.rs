//! What waits in the queue of one thread while others have queues of their own.

use crate::{
    report::story::{Clue, Names, is_left, leads::told},
    text::counted,
};
use std::collections::BTreeSet;
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Place, Step};

/// Where the queue was created in which values wait that only one thread ever received from, and where the last of them was
/// sent, if that thread is held up and another, with nothing to do, has such a queue, which is filled at the same place.
pub(super) fn dealt(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (object, thread) = found(failure)?;
        let what = names.end(object.id, Operation::Receive, failure);
        let who = names.thread(thread);
        let count = usize::try_from(object.queued?).ok()?;
        let wait = if count == 1 { "waits" } else { "wait" };
        let count = counted(count, "value");
        let mut clues = vec![Clue::cause(
            object.created.clone()?,
            format!("{count} {wait} in {what}, created here, from which only {who} receives"),
        )];
        let sends = |it: &&Step| {
            it.operation == Operation::Send
                && it.occurrence == Occurrence::Done
                && it.object == Some(object.id)
        };
        if let Some(sent) = told(failure).rfind(sends) {
            let text = format!("what waits in {what} was sent here");
            clues.push(Clue::beside(sent.place.clone()?, text));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure) -> Option<&'static str> {
    found(failure).map(|_| {
        "let all of them take from one queue: what was dealt out before waits for the one who got it"
    })
}

/// The queue, and the thread that receives from it.
fn found(failure: &Failure) -> Option<(&ObjectReport, u32)> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return None;
    }
    let receivers = |id: u32| -> BTreeSet<u32> {
        let receives =
            told(failure).filter(|it| it.operation == Operation::Receive && it.object == Some(id));
        receives.map(|it| it.thread).collect()
    };
    let only = |id: u32| {
        let all: Vec<u32> = receivers(id).into_iter().collect();
        match all[..] {
            [thread] => Some(thread),
            _ => None,
        }
    };
    let is_held_up = |thread: u32| {
        let mut threads = failure.threads.iter();
        let last = failure.steps.iter().rfind(|it| it.thread == thread);
        threads.any(|it| it.id == thread && it.spawned.is_some() && is_left(it))
            && last.is_some_and(|it| it.operation != Operation::Receive)
    };
    let is_idle = |thread: u32| {
        let last = failure.steps.iter().rfind(|it| it.thread == thread);
        last.is_some_and(|it| match it.operation {
            Operation::Finish => true,
            Operation::Receive => it.occurrence == Occurrence::Blocked,
            _ => false,
        })
    };
    failure.objects.iter().find_map(|object| {
        let thread = only(object.id).filter(|it| is_held_up(*it))?;
        let mut others = failure.objects.iter().filter(|it| {
            it.id != object.id
                && (&it.created, &it.via) == (&object.created, &object.via)
                && filled(it.id, failure) == filled(object.id, failure)
        });
        let has_others =
            others.any(|it| only(it.id).is_some_and(|other| other != thread && is_idle(other)));
        let waits = object.created.is_some() && object.queued > Some(0);
        (waits && has_others).then_some((object, thread))
    })
}

/// Who sends on a channel, and where. Of a pipeline's stages each one sends to the next.
fn filled(id: u32, failure: &Failure) -> BTreeSet<(u32, &Place)> {
    let sends = told(failure).filter(|it| it.operation == Operation::Send && it.object == Some(id));
    sends
        .filter_map(|it| Some((it.thread, it.place.as_ref()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::found;
    use crate::{
        report::story::sample::{channel, step, thread},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation, State};

    #[test]
    fn a_value_waits_for_the_thread_that_is_held_up() {
        let mut failure = bare(Code::NotConcurrent, String::new());
        failure.objects = [1, 2].map(|id| channel(id, "unbounded channel", 3)).into();
        failure.objects[0].queued = Some(1);
        failure.threads = [1, 2].map(thread).into();
        let done = Occurrence::Done;
        failure.steps = vec![
            step(0, (1, 5), Operation::Receive, 1, done),
            step(1, (1, 5), Operation::Gate, 9, Occurrence::Blocked),
            step(2, (2, 5), Operation::Receive, 2, Occurrence::Blocked),
            step(3, (0, 4), Operation::Send, 1, done),
            step(4, (0, 4), Operation::Send, 2, done),
        ];
        assert!(found(&failure).is_none());
        failure.threads[0].state = State::Runnable { place: None };
        let at = found(&failure).map(|(object, thread)| (object.id, thread));
        assert_eq!(at, Some((1, 1)));
        failure.steps[4].thread = 1;
        assert!(found(&failure).is_none());
    }
}
