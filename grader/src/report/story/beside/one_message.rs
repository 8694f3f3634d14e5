//! A message where a close was needed: it reaches one of those who ask, and that one once.

use crate::report::{
    names::{
        asked_signal::{is_forgotten, only_if},
        lost_errors::asks_for_the_end,
    },
    story::{Clue, Names, leads::told, nth, wait_of},
};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Step};

/// Where the only message of the check's was taken, if nothing keeps that, and it is asked for again at the same place later,
/// in vain.
pub(super) fn asked_again(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return Vec::new();
    }
    let signals = failure.objects.iter().filter(|it| {
        let done = |operation: Operation| deeds(failure, it.id, operation).count();
        it.created.is_none() && (done(Operation::Send), done(Operation::Receive)) == (1, 1)
    });
    let found = signals.filter_map(|signal| {
        let taken = deeds(failure, signal.id, Operation::Receive).next()?;
        let place = taken.place.as_ref()?;
        let forgets = |file: &syn::File| is_forgotten(file, place);
        if names.look(&place.file, forgets) != Some(true) {
            return None;
        }
        let again = told(failure).find(|it| {
            (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Refused)
                && (it.object, &it.place) == (taken.object, &taken.place)
                && it.number > taken.number
        })?;
        let (one, other) = (names.thread(taken.thread), names.thread(again.thread));
        let what = names.end(signal.id, Operation::Receive, failure);
        let (first, second) = (nth(taken), nth(again));
        let who = if taken.thread == again.thread {
            format!("{one} takes that of {what} here in step {first}, and finds nothing when it asks again in step {second}")
        } else {
            format!("{one} takes that of {what} here in step {first}, and {other} finds nothing in step {second}")
        };
        Some(Clue::cause(place.clone(), format!("a message comes once: {who}")))
    });
    found.take(1).collect()
}

/// The condition under which a signal is asked for, if that was there before all else, and was not asked for before work
/// began.
pub(super) fn not_asked_first(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return Vec::new();
    }
    let found = failure.objects.iter().filter(|it| it.created.is_none()).find_map(|it| {
        let sent = deeds(failure, it.id, Operation::Send).next()?;
        let taken = deeds(failure, it.id, Operation::Receive).next()?;
        let first = told(failure).find(|step| step.object == Some(it.id) && step.operation == Operation::Receive)?;
        let begun = told(failure).next()?;
        let works = |step: &Step| {
            (taken.number > step.number)
                && matches!(step.operation, Operation::Call | Operation::Enter | Operation::Sleep)
        };
        let is_late = sent.number < begun.number && first.number == taken.number;
        if !is_late || !told(failure).any(works) {
            return None;
        }
        let place = taken.place.as_ref()?;
        let spot = names.look(&place.file, |file| only_if(file, place))??;
        let what = names.end(it.id, Operation::Receive, failure);
        let text = format!(
            "{what} is asked only if this condition holds: for the first time in step {}, though its message was there before all of \
             this began",
            nth(taken)
        );
        Some(Clue::cause(spot.within(&place.file), text))
    });
    found.into_iter().collect()
}

/// Where a message of the check's was taken by who only asks whether the channel is closed.
pub(super) fn not_heard(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_checks = |it: &&Step| {
        let mut objects = failure.objects.iter();
        objects.any(|object| Some(object.id) == it.object && object.created.is_none())
    };
    let found = told(failure)
        .filter(|it| {
            failure.code == Code::CancellationIgnored
                && (it.operation, it.occurrence) == (Operation::Receive, Occurrence::Done)
        })
        .filter(is_checks)
        .find_map(|step| {
            let place = step.place.as_ref()?;
            let spot = names.look(&place.file, |file| asks_for_the_end(file, place))??;
            let what = names.end(step.object?, Operation::Receive, failure);
            let text = format!(
                "the message of {what} was taken here in step {}: a message is no `Err`, and this is false",
                nth(step)
            );
            Some(Clue::cause(spot.within(&place.file), text))
        });
    found.into_iter().collect()
}

/// Where the code under test sends on a channel that others of the check's wait on for ever, or of which the check says
/// that it should have been closed.
pub(super) fn not_closed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let waits = |id: u32| {
        let threads = failure.threads.iter().filter(|it| it.spawned.is_none());
        let waits = threads.filter_map(wait_of).filter(|it| it.place.is_none());
        waits
            .filter(|it| it.operation == Operation::Receive && it.objects.contains(&id))
            .count()
    };
    let is_told = |it: &&ObjectReport| match failure.code {
        Code::CancellationIgnored => waits(it.id) > 0,
        Code::WrongValue => failure.message.contains("found the receiver closed"),
        _ => false,
    };
    let is_open = |it: &&ObjectReport| {
        it.created.is_some() && it.handles.iter().any(|it| it.role == "sender")
    };
    let found = failure.objects.iter().filter(is_open).filter(is_told).find_map(|it| {
        let sent = told(failure).find(|step| {
            (step.operation, step.object) == (Operation::Send, Some(it.id))
                && step.occurrence == Occurrence::Done
        })?;
        // One of those who wait got it.
        deeds(failure, it.id, Operation::Receive).next()?;
        let what = names.end(it.id, Operation::Send, failure);
        let rest = match waits(it.id) {
            0 => String::new(),
            1 => ", and 1 waits still".to_owned(),
            more => format!(", and {more} wait still"),
        };
        let text = format!(
            "a message on {what} reaches one of those who listen{rest}: only the drop of the last sender reaches all"
        );
        Some(Clue::cause(sent.place.clone()?, text))
    });
    found.into_iter().collect()
}

/// The steps that sent on a channel, or received from it.
fn deeds(failure: &Failure, id: u32, operation: Operation) -> impl Iterator<Item = &Step> {
    failure.steps.iter().filter(move |it| {
        (it.operation, it.occurrence) == (operation, Occurrence::Done) && it.object == Some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::{asked_again, not_asked_first, not_closed, not_heard};
    use crate::{
        report::story::{
            Clue, Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, HandleReport, Occurrence, Operation, State, Wait};

    fn lines(way: fn(&Failure, &Names) -> Vec<Clue>, failure: &Failure) -> Vec<u32> {
        let clues = way(failure, &Names::of(failure)).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    /// Where a way leads in a source whose third line asks in this column.
    fn lines_of(
        way: fn(&Failure, &Names) -> Vec<Clue>,
        failure: &mut Failure,
        (line, column): (&str, u32),
    ) -> Vec<u32> {
        let text = format!("fn f() {{\nloop {{\n{line}\n}}\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mine = failure.steps.iter_mut().filter(|it| it.place.is_some());
        mine.for_each(|it| it.place = Some(wire::Place { column, ..place(3) }));
        let clues = way(failure, &Names::of(failure).with_sources(&sources)).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn a_message_that_was_taken_is_not_there_again() {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = vec![channel(5, "unbounded channel", 0)];
        failure.steps = vec![
            step(1, (0, 0), Operation::Send, 5, Occurrence::Done),
            step(2, (1, 3), Operation::Receive, 5, Occurrence::Done),
            step(3, (1, 3), Operation::Receive, 5, Occurrence::Refused),
        ];
        let forgets = ("if c.try_recv() != E { return; }", 6);
        assert_eq!(lines_of(asked_again, &mut failure, forgets), [3]);
        let keeps = ("if c.try_recv() != E { s = 1; }", 6);
        assert!(lines_of(asked_again, &mut failure, keeps).is_empty());
        failure.steps[2].occurrence = Occurrence::Disconnected;
        assert!(lines_of(asked_again, &mut failure, forgets).is_empty());
    }

    #[test]
    fn a_signal_that_is_asked_for_too_late_was_there_before() {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = vec![channel(5, "unbounded channel", 0)];
        failure.steps = vec![
            step(1, (0, 0), Operation::Send, 5, Occurrence::Done),
            step(2, (1, 3), Operation::Call, 7, Occurrence::Done),
            step(3, (0, 3), Operation::Receive, 5, Occurrence::Done),
        ];
        let asks = ("if n > 0 && c.try_recv() != E { s = 1; }", 15);
        assert_eq!(lines_of(not_asked_first, &mut failure, asks), [3]);
        failure.steps[0].number = 4;
        assert!(lines_of(not_asked_first, &mut failure, asks).is_empty());
    }

    #[test]
    fn a_message_reaches_one_of_those_who_wait() {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = vec![channel(5, "channel of capacity 1", 1)];
        failure.objects[0].handles = vec![HandleReport {
            role: "sender".to_owned(),
            made_by: 0,
            made: None,
            last_used_by: None,
        }];
        let mut waits = thread(2);
        waits.spawned = None;
        waits.state = State::Blocked(Wait {
            operation: Operation::Receive,
            objects: vec![5],
            place: None,
            since: 0,
            deadline: None,
        });
        failure.threads = vec![waits];
        failure.steps = vec![
            step(1, (0, 3), Operation::Send, 5, Occurrence::Done),
            step(2, (1, 0), Operation::Receive, 5, Occurrence::Done),
        ];
        assert_eq!(lines(not_closed, &failure), [3]);
        failure.objects[0].handles.clear();
        assert!(lines(not_closed, &failure).is_empty());
    }

    #[test]
    fn who_asks_only_for_the_end_does_not_hear_a_message() {
        let text = "fn f() {\n if c.try_recv() == Err(E::Disconnected) {}\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = vec![channel(5, "unbounded channel", 0)];
        failure.steps = vec![step(2, (1, 2), Operation::Receive, 5, Occurrence::Done)];
        failure.steps[0].place = Some(wire::Place {
            column: 7,
            ..place(2)
        });
        let count = |failure: &Failure| {
            not_heard(failure, &Names::of(failure).with_sources(&sources)).len()
        };
        assert_eq!(count(&failure), 1);
        failure.steps[0].occurrence = Occurrence::Refused;
        assert_eq!(count(&failure), 0);
    }
}
