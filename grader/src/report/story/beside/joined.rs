//! A wait for the end of a thread that only the check could bring about.

use crate::report::{
    names::{scopes::scope_of, turns_of},
    story::{Clue, Names},
};
use wire::{Code, Failure, ObjectReport, Operation, State, ThreadReport, Wait};

/// Where the check waits, in a call, for the end of a thread that receives from a channel of which the check itself has
/// the senders; and the scope around that, if it would wait for the same.
pub(super) fn joined(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (wait, thread) = waits_in_vain(failure)?;
        let place = wait.place.as_ref()?;
        // A `drop` has to wait.
        if names.around(place).is_some_and(|it| it.name == "drop") {
            return None;
        }
        let mut clues = vec![Clue::cause(
            place.clone(),
            "only a sender of the check's own can end this".to_owned(),
        )];
        let spawned = thread.spawned.as_ref().filter(|it| it.file == place.file)?;
        let find = |file: &syn::File| scope_of(file, place, spawned);
        if let Some(spot) = names.look(&place.file, find).flatten() {
            let who = names.thread(thread.id);
            clues.push(Clue::beside(
                spot.within(&place.file),
                format!("this scope would wait for {who}, too"),
            ));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// The loop in which the check joins one thread after the other, and waits for one that only the check could end before
/// it comes to another of the same loop, which has panicked.
pub(super) fn in_this_order(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (wait, thread) = waits_in_vain(failure)?;
        let place = wait.place.as_ref()?;
        let panicked = later_panic(failure, thread)?;
        let spot = names.look(&place.file, |file| turns_of::over(file, place))??;
        let (one, other) = (names.thread(thread.id), names.thread(panicked.id));
        Some(Clue::cause(
            spot.within(&place.file),
            format!("in this order {one} is waited for before {other}, which has panicked already"),
        ))
    };
    found().into_iter().collect()
}

/// A thread that was started in the same line after this one, panicked, and was not joined.
fn later_panic<'f>(failure: &'f Failure, thread: &ThreadReport) -> Option<&'f ThreadReport> {
    let joined = |id: u32| {
        let end = format!("end of thread {id}");
        let mut objects = failure.objects.iter();
        let object = objects.find(|it| it.kind == end).map(|it| it.id);
        let mut steps = failure.steps.iter();
        object.is_some() && steps.any(|it| it.operation == Operation::Join && it.object == object)
    };
    let mut threads = failure.threads.iter();
    threads.find(|it| {
        it.id > thread.id
            && it.spawned.is_some()
            && it.spawned == thread.spawned
            && matches!(it.state, State::Panicked { .. })
            && !joined(it.id)
    })
}

/// The check's wait, and the thread that it waits for.
fn waits_in_vain(failure: &Failure) -> Option<(&Wait, &ThreadReport)> {
    if failure.code != Code::Deadlock || !failure.cycle.is_empty() {
        return None;
    }
    let object = |id: u32| failure.objects.iter().find(|it| it.id == id);
    let thread = |id: u32| failure.threads.iter().find(|it| it.id == id);
    let wait = blocked(thread(0)?, Operation::Join)?;
    let [ended] = wait.objects[..] else {
        return None;
    };
    let id = object(ended)?.kind.strip_prefix("end of thread ")?;
    let joined = thread(id.parse().ok()?)?;
    let [channel] = blocked(joined, Operation::Receive)?.objects[..] else {
        return None;
    };
    is_the_checks(object(channel)?).then_some((wait, joined))
}

fn blocked(thread: &ThreadReport, operation: Operation) -> Option<&Wait> {
    match &thread.state {
        State::Blocked(wait) if wait.operation == operation => Some(wait),
        _ => None,
    }
}

/// The check made the channel, and all senders that are left.
pub(in super::super::super) fn is_the_checks(channel: &ObjectReport) -> bool {
    let senders = channel.handles.iter().filter(|it| it.role == "sender");
    let mut senders = senders.peekable();
    channel.created.is_none()
        && senders.peek().is_some()
        && senders.all(|it| it.made.is_none() && it.made_by == 0)
}

#[cfg(test)]
mod tests {
    use super::{is_the_checks, later_panic};
    use crate::{
        report::story::sample::{channel, place, step, thread},
        verdict::bare,
    };
    use wire::{Code, HandleReport, Occurrence, Operation, State};

    #[test]
    fn of_threads_of_one_line_a_later_one_has_panicked() {
        let mut failure = bare(Code::Deadlock, String::new());
        failure.threads = [1, 2, 3].map(thread).into();
        failure.objects = vec![channel(9, "end of thread 3", 0)];
        failure.threads[2].state = State::Panicked {
            message: String::new(),
            place: None,
        };
        let found = |failure: &wire::Failure| later_panic(failure, &thread(2)).map(|it| it.id);
        assert_eq!(found(&failure), Some(3));
        let join = step(4, (0, 8), Operation::Join, 9, Occurrence::Done);
        failure.steps.push(join);
        assert_eq!(found(&failure), None);
    }

    #[test]
    fn a_channel_of_the_checks_is_kept_open_by_the_check_alone() {
        let sender = |made: Option<u32>| HandleReport {
            role: "sender".to_owned(),
            made_by: 0,
            made: made.map(place),
            last_used_by: None,
        };
        let mut own = channel(1, "unbounded channel", 0);
        assert!(!is_the_checks(&own));
        own.handles.push(sender(None));
        assert!(is_the_checks(&own));
        own.handles.push(sender(Some(3)));
        assert!(!is_the_checks(&own));
    }
}
