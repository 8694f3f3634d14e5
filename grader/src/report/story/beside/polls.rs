//! Who looks at the clock now and then, and is not there when the time comes.

use crate::{
    report::{
        names::polls,
        story::{Clue, Names, wait_of},
    },
    text::duration,
};
use wire::{Code, Failure, Operation};

/// The time-out of a wait that lasts, in a loop that looks at the clock in each turn, where something should have ended
/// before that time-out.
pub(super) fn now_and_then(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored {
        return Vec::new();
    }
    let threads = failure.threads.iter().filter(|it| it.spawned.is_some());
    let found = threads
        .filter_map(|it| Some((it, wait_of(it)?)))
        .find_map(|(thread, wait)| {
            let waits = [Operation::Receive, Operation::Select].contains(&wait.operation);
            let place = wait.place.as_ref().filter(|_| waits)?;
            let (spot, asked) = names.look(&place.file, |file| polls::polls(file, place))??;
            let who = names.thread(thread.id);
            let until = duration(wait.deadline?);
            let text = format!(
                "{who} looks at `{asked}` only when this time is over: the next time is at {until}"
            );
            Some(Clue::cause(spot.within(&place.file), text))
        });
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::now_and_then;
    use crate::{
        report::story::{
            Names,
            sample::{place, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Operation, State, Wait};

    #[test]
    fn who_looks_at_the_clock_in_each_turn_is_told_with_the_time_between() {
        let text = "fn f() {\nwhile end > Instant::now() {\nselect! { recv(gone) -> _ => return, default(TICK) => {} }\n}\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |failure: &Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = now_and_then(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::CancellationIgnored, String::new());
        let wait = |deadline| {
            let mut waits = thread(1);
            waits.state = State::Blocked(Wait {
                operation: Operation::Select,
                objects: vec![7],
                place: Some(place(3)),
                since: 0,
                deadline,
            });
            waits
        };
        failure.threads = vec![wait(Some(10))];
        assert_eq!(lines(&failure), [3]);
        failure.threads = vec![wait(None)];
        assert!(lines(&failure).is_empty());
    }
}
