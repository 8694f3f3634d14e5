//! What a `select!` takes, where the check says that something else should have come first.

use super::unreceived::waiting;
use crate::report::{
    names::selects,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// The `select!` at which one of two inputs was taken while another had values, if the check says of two that it receives
/// from that the one came before the other; of a `select_biased!` only where that one stands before the other.
pub(super) fn chosen(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = found(failure, names).map(|(place, text)| Clue::cause(place, text));
    clue.into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    found(failure, names).map(|_| {
        "let what goes first stand first in a `select_biased!`: of those that are ready `select!` takes any"
    })
}

fn found(failure: &Failure, names: &Names) -> Option<(Place, String)> {
    let is_about = failure.code == Code::WrongOrder && failure.elided == 0;
    let (first, second) = named(&failure.message).filter(|_| is_about)?;
    let mut steps = told(failure).filter(|it| took_another(failure, it));
    steps.find_map(|step| {
        let place = step.place.as_ref().filter(|it| names.is_select(it))?;
        let order = names.look(&place.file, |file| selects::order(file, place));
        let (arms, is_biased) = order.flatten()?;
        let at = |name: &str| arms.iter().position(|it| it == name);
        let (one, other) = (at(first)?, at(second)?);
        let text = if !is_biased {
            format!("of those that are ready, any is taken here: `{first}` as well as `{second}`")
        } else if one < other {
            format!(
                "of those that are ready, the first one here is taken: `{first}` before `{second}`"
            )
        } else {
            return None;
        };
        Some((place.clone(), text))
    })
}

/// The two names of "values of `low` came before a value of `high`".
pub(super) fn named(message: &str) -> Option<(&str, &str)> {
    let (one, other) = message.split_once(" came before ")?;
    let first = one.rsplit('`').nth(1)?;
    let second = other.split('`').nth(1)?;
    Some((first, second))
}

/// It received from one channel of the check's while another had a value, from which the same thread received at the same
/// place.
fn took_another(failure: &Failure, step: &Step) -> bool {
    let takes = |it: &Step| it.operation == Operation::Receive && it.occurrence == Occurrence::Done;
    let is_checks = |id: Option<u32>| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == id && it.created.is_none())
    };
    let mut others = told(failure).filter(|it| {
        takes(it)
            && (it.thread, &it.place) == (step.thread, &step.place)
            && it.object != step.object
            && is_checks(it.object)
    });
    takes(step)
        && is_checks(step.object)
        && others.any(|it| {
            let had = it.object.and_then(|id| waiting(failure, id, step.number));
            had.is_some_and(|count| count > 0)
        })
}

#[cfg(test)]
mod tests {
    use super::{named, took_another};
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn the_check_names_two() {
        let text = "3 values of `low` came before a value of `high` that was there";
        assert_eq!(named(text), Some(("low", "high")));
        assert_eq!(named("what came before is wrong"), None);
    }

    #[test]
    fn another_had_a_value_when_one_was_taken() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.objects = [1, 2].map(|id| channel(id, "unbounded channel", 0)).into();
        let done = Occurrence::Done;
        failure.steps = vec![
            step(0, (0, 0), Operation::Send, 1, done),
            step(1, (1, 5), Operation::Receive, 1, done),
            step(2, (0, 0), Operation::Send, 1, done),
            step(3, (0, 0), Operation::Send, 2, done),
            step(4, (1, 5), Operation::Receive, 1, done),
            step(5, (1, 5), Operation::Receive, 2, done),
        ];
        let found = |at: usize| took_another(&failure, &failure.steps[at]);
        assert!(!found(1));
        assert!(found(4));
        assert!(!found(5));
    }
}
