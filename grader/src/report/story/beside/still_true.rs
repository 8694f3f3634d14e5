//! A condition that was looked at once more after the last notification, and was still true. Whether the condition is
//! wrong, or nobody makes it false, is not known: it is no cause.

use crate::report::{
    names::waited_for,
    story::{Clue, Names, last_notification, leads::provoked, silent, wait_of},
};
use wire::{Code, Failure, Operation, Wait};

/// Where all who are stuck wait for one condition to become false, and have looked at it after the last notification.
pub(super) fn still_true(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::Deadlock && failure.cycle.is_empty();
    if !is_about || provoked(failure).is_some() || !silent(failure, names).is_empty() {
        return Vec::new();
    }
    let waits = failure.threads.iter().filter_map(|thread| {
        // Who waits for the end of others waits for theirs.
        let wait = wait_of(thread).filter(|it| it.operation != Operation::Join)?;
        Some((thread.id, wait))
    });
    let waits: Vec<(u32, &Wait)> = waits.collect();
    let [(_, wait), ..] = &waits[..] else {
        return Vec::new();
    };
    let last = wait.objects.first();
    let last = last.and_then(|condvar| last_notification(failure, *condvar));
    let (Some(last), Some(place)) = (last, wait.place.as_ref()) else {
        return Vec::new();
    };
    let alike = waits.iter().all(|(_, it)| {
        it.operation == Operation::Wait
            && (&it.place, &it.objects) == (&wait.place, &wait.objects)
            && it.since > last.number + 1
    });
    let condition = names.look(&place.file, |file| waited_for::condition(file, place));
    let Some(spot) = condition.flatten().filter(|_| alike) else {
        return Vec::new();
    };
    let all: Vec<String> = waits.iter().map(|(id, _)| names.thread(*id)).collect();
    let who = match &all[..] {
        [one] => one.clone(),
        [rest @ .., last] if rest.len() < 4 => format!("{} and {last}", rest.join(", ")),
        more => format!("{} threads", more.len()),
    };
    let text = format!(
        "this was true when {who} began to wait, and nobody has notified {} since then",
        wait.objects
            .first()
            .map_or_else(String::new, |id| names.object(*id, failure))
    );
    vec![Clue::beside(spot.within(&place.file), text)]
}

#[cfg(test)]
mod tests {
    use super::still_true;
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation, State, Wait};

    #[test]
    fn who_looked_after_the_last_notification_is_told() {
        let text = "fn f() {\n while\n  busy {\ns = c.wait(s).unwrap();\n }\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |since| -> Vec<u32> {
            let mut failure = bare(Code::Deadlock, String::new());
            let mut waits = thread(1);
            let mut place = place(4);
            place.column = 7;
            waits.state = State::Blocked(Wait {
                operation: Operation::Wait,
                objects: vec![5],
                place: Some(place),
                since,
                deadline: None,
            });
            failure.threads = vec![waits, thread(2)];
            failure.steps = vec![
                step(0, (1, 4), Operation::Lock, 7, Occurrence::Done),
                step(2, (2, 9), Operation::NotifyAll, 5, Occurrence::Done),
                step(4, (1, 4), Operation::Wait, 5, Occurrence::Blocked),
            ];
            let names = Names::of(&failure).with_sources(&sources);
            let clues = still_true(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(5), [3]);
        assert!(lines(2).is_empty(), "it slept before the notification");
    }
}
