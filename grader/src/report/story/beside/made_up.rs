//! Moments that are over already, and are made up for one after the other.

use crate::report::{
    names::moved_on,
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where the moment is moved on until which a thread waits, if its wait was over twice in a row before it began, and it
/// sent something each time, though there is a limit.
pub(in super::super::super) fn made_up(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (one, other) = over_twice(failure)?;
        let place = one.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let find = |file: &syn::File| moved_on::moved_on(file, place, lines);
        let (name, spots) = names.look(&place.file, find).flatten()?;
        let (line, one, other) = (place.line, nth(one), nth(other));
        let clue = |spot: crate::report::names::flow::Spot| Clue {
            place: spot.within(&place.file),
            text: format!(
                "`{name}` is moved on here, and may be over already: line {line} did not wait for it in steps \
                 {one} and {other}"
            ),
            primary: true,
        };
        Some(spots.into_iter().map(clue).collect())
    };
    found().unwrap_or_default()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    (!made_up(failure, names).is_empty()).then_some(
        "what is over already is not made up for: move the moment on to the first that is still to come",
    )
}

/// Two waits of a thread at one place with a send after each, none between them, that were over before they began.
fn over_twice(failure: &Failure) -> Option<(&Step, &Step)> {
    if failure.code != Code::LimitExceeded || failure.elided > 0 {
        return None;
    }
    let own = |thread: u32| told(failure).filter(move |it| it.thread == thread);
    let is_over = |it: &&Step| {
        let mut before = own(it.thread).filter(|step| step.number < it.number);
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::TimedOut
            && before.next_back().is_none_or(|last| {
                (last.occurrence, &last.place) != (Occurrence::Blocked, &it.place)
            })
    };
    let sends = |it: &Step| {
        let mut after = own(it.thread).filter(|step| step.number > it.number);
        after
            .next()
            .is_some_and(|it| it.operation == Operation::Send)
    };
    let over = || told(failure).filter(is_over).filter(|it| sends(it));
    over().find_map(|one| {
        let mut later = own(one.thread).filter(|it| it.number > one.number);
        let next = later.find(|it| it.place == one.place)?;
        let other = over().find(|it| it.number == next.number)?;
        Some((one, other))
    })
}

#[cfg(test)]
mod tests {
    use super::over_twice;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn two_waits_in_a_row_were_over_before_they_began() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        let wait = |number, how| step(number, (1, 5), Operation::Receive, 1, how);
        let send = |number| step(number, (1, 6), Operation::Send, 2, Occurrence::Done);
        failure.steps = vec![
            wait(0, Occurrence::Blocked),
            wait(1, Occurrence::TimedOut),
            send(2),
            wait(3, Occurrence::TimedOut),
            send(4),
            wait(5, Occurrence::TimedOut),
            send(6),
        ];
        let found = |failure: &wire::Failure| {
            over_twice(failure).map(|(one, other)| (one.number, other.number))
        };
        assert_eq!(found(&failure), Some((3, 5)));
        failure.steps.insert(5, wait(4, Occurrence::Blocked));
        assert_eq!(found(&failure), None);
    }
}
