//! Who got a lock before another who had asked for it earlier, where that decided the order.

use crate::report::story::{
    Clue, Names, entries::entry, held, leads::told, nth, overtaken::later_of_others,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where the thread of the wrong entry asked for a lock, and where one asked for it earlier who had it only later, and
/// makes a later entry.
pub(in super::super) fn barged(failure: &Failure, names: &Names) -> Vec<Clue> {
    // Who holds a lock for long keeps all others waiting: that comes first.
    if failure.code != Code::WrongOrder || failure.elided > 0 || held(failure).is_some() {
        return Vec::new();
    }
    let Some((_, wrong)) = entry(failure) else {
        return Vec::new();
    };
    let mut late = later_of_others(failure, wrong);
    let clues = late.find_map(|late| overtaken(failure, names, (wrong.thread, late.thread), wrong));
    clues.unwrap_or_default()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    (!barged(failure, names).is_empty()).then_some(
        "a lock lets in whom it likes, and not who asked first: give each who comes a number, or a place in a queue",
    )
}

/// The lock at which `late` waited before `early` asked for it, who had it first.
fn overtaken(
    failure: &Failure,
    names: &Names,
    (early, late): (u32, u32),
    wrong: &Step,
) -> Option<Vec<Clue>> {
    let asks = |thread: u32| {
        let own = told(failure).filter(move |it| it.thread == thread && it.number < wrong.number);
        own.filter(|it| matches!(it.operation, Operation::Lock | Operation::Read))
    };
    // It waits still when the wrong entry is made.
    let waited = asks(late).next_back()?;
    let mut of_this = asks(early).filter(|it| it.object == waited.object);
    let had = of_this.next_back()?;
    let asked = of_this
        .next_back()
        .filter(|it| it.occurrence == Occurrence::Blocked)
        .unwrap_or(had);
    let is_it = waited.occurrence == Occurrence::Blocked
        && had.occurrence == Occurrence::Done
        && waited.number < asked.number;
    let lock = names.object(waited.object.filter(|_| is_it)?, failure);
    let (first, second) = (names.thread(late), names.thread(early));
    let (at, since) = (nth(asked), nth(waited));
    Some(vec![
        Clue::cause(
            asked.place.clone()?,
            format!("{second} asks for {lock} here only in step {at}, and has it before {first}"),
        ),
        Clue::beside(
            waited.place.clone()?,
            format!("{first} asked for {lock} here in step {since}, and waits for it still"),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::barged;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn who_asked_later_and_has_the_lock_first_is_told() {
        let mut failure: Failure = bare(Code::WrongOrder, String::new());
        failure.figures = vec![received("[2, 1]", 2)];
        failure.steps = vec![
            step(1, (1, 10), Operation::Lock, 7, Occurrence::Blocked),
            step(2, (2, 20), Operation::Lock, 7, Occurrence::Blocked),
            step(3, (2, 20), Operation::Lock, 7, Occurrence::Done),
            step(4, (2, 30), Operation::Call, 9, Occurrence::Done),
            step(5, (1, 10), Operation::Lock, 7, Occurrence::Done),
            step(6, (1, 30), Operation::Call, 9, Occurrence::Done),
        ];
        failure.steps[3].note = Some("entry 1".to_owned());
        failure.steps[5].note = Some("entry 2".to_owned());
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = barged(failure, &Names::of(failure)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [20, 10]);
        failure.steps.swap(0, 1);
        failure.steps[0].number = 1;
        failure.steps[1].number = 2;
        assert!(lines(&failure).is_empty(), "it asked first");
    }
}
