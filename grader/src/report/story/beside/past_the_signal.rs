//! What was taken though a signal to end was there, or had been heard.

use super::unreceived::waiting;
use crate::report::{
    names::{arms, arms::Receiving},
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// The `select!` that took something else while the signal, for which one of its arms leaves, was ready as well; of a
/// `select_biased!` the arm that stands before that of the signal.
pub(super) fn passed_by(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let taken = passed(failure, names);
        let (step, one, other) = taken.first()?;
        let place = step.place.as_ref()?;
        let count = taken.iter().filter(|it| it.0.place == step.place).count();
        let (signal, input) = (&other.channel, &one.channel);
        let line = other.spot.line;
        let is_biased = names.called(place).starts_with("select_biased");
        if !is_biased {
            let step = nth(step);
            let text = format!(
                "`{signal}` and `{input}` were both ready here in step {step}, and `{input}` was taken: `select!` takes any"
            );
            return Some(Clue::cause(place.clone(), text));
        }
        if one.spot > other.spot {
            return None;
        }
        let times = match count {
            1 => "once".to_owned(),
            more => format!("{more} times"),
        };
        let text = format!(
            "this arm was taken {times} while `{signal}` (line {line}) was ready, too: it stands before that"
        );
        Some(Clue::cause(one.spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The steps at a `select!` that received from another channel of the check's while the signal was ready, with the arms of
/// both.
fn passed<'f>(failure: &'f Failure, names: &Names) -> Vec<(&'f Step, Receiving, Receiving)> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for step in told(failure).filter(|it| takes(it, failure)) {
        let (Some(place), Some(name)) = (&step.place, label(step.object, failure)) else {
            continue;
        };
        let mut one = None;
        let mut other = None;
        let all = names.look(&place.file, |file| arms::receiving(file, place));
        for arm in all.unwrap_or_default() {
            if arm.channel == name {
                one = Some(arm);
            } else if arm.leaves && is_ready(&arm.channel, failure, step) {
                other = Some(arm);
            }
        }
        if let Some((one, other)) = one.zip(other) {
            found.push((step, one, other));
        }
    }
    found
}

/// A channel of the check's of this name had something in it before a step.
fn is_ready(name: &str, failure: &Failure, step: &Step) -> bool {
    let mut objects = failure.objects.iter();
    objects.any(|it| {
        it.created.is_none()
            && label(Some(it.id), failure) == Some(name)
            && waiting(failure, it.id, step.number).is_some_and(|count| count > 0)
    })
}

/// What the learner calls a channel of the check's, of which there is only one.
fn label(id: Option<u32>, failure: &Failure) -> Option<&str> {
    let object = failure.objects.iter().find(|it| Some(it.id) == id)?;
    let name = object.label.split(" (").next()?;
    let name = name.strip_prefix('`')?.strip_suffix('`')?;
    (!name.contains('`')).then_some(name)
}

/// It receives something from a channel of the check's.
fn takes(step: &Step, failure: &Failure) -> bool {
    let mut objects = failure.objects.iter();
    step.operation == Operation::Receive
        && step.occurrence == Occurrence::Done
        && objects.any(|it| Some(it.id) == step.object && it.created.is_none())
}

/// Where a thread goes on after the signal, for which the arm of a `select!` leaves: what it takes from another channel of
/// the check's, or else what it calls.
pub(super) fn after_it(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (heard, line) = heard(failure, names)?;
        let signal = label(heard.object, failure)?;
        let since = nth(heard);
        let own =
            || told(failure).filter(|it| it.thread == heard.thread && it.number > heard.number);
        let taken = || own().filter(|it| takes(it, failure) && it.object != heard.object);
        if let Some(first) = taken().next() {
            let input = names.end(first.object?, Operation::Receive, failure);
            let count = taken().filter(|it| it.place == first.place).count();
            let values = match count {
                1 => "a value is".to_owned(),
                more => format!("{more} values are"),
            };
            let text = format!(
                "{values} taken from {input} here, after `{signal}` was received in line {line}, in step {since}"
            );
            return Some(Clue::cause(first.place.clone()?, text));
        }
        let works = |it: &&Step| {
            matches!(
                it.operation,
                Operation::Call | Operation::Enter | Operation::Sleep
            )
        };
        let called = own().find(works)?;
        let place = called.place.clone().filter(|it| !names.is_sleep(it))?;
        let mut before = told(failure).filter(|it| it.number < heard.number);
        let last = before.rfind(|it| it.thread == heard.thread && takes(it, failure))?;
        let (input, taken) = (
            names.end(last.object?, Operation::Receive, failure),
            nth(last),
        );
        let text = format!(
            "called after `{signal}` was received in line {line}, in step {since}, with what was taken from {input} in step {taken}, before that"
        );
        Some(Clue::cause(place, text))
    };
    found().into_iter().collect()
}

/// The last step that received the signal, and the line of its arm, which leaves.
fn heard<'f>(failure: &'f Failure, names: &Names) -> Option<(&'f Step, u32)> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return None;
    }
    let arm = |step: &Step| {
        let place: &Place = step.place.as_ref()?;
        let name = label(step.object, failure)?;
        let all = names.look(&place.file, |file| arms::receiving(file, place))?;
        let arm = all.into_iter().find(|it| it.channel == name && it.leaves)?;
        Some(arm.spot.line)
    };
    let mut steps = told(failure).filter(|it| takes(it, failure)).rev();
    steps.find_map(|it| Some((it, arm(it)?)))
}

#[cfg(test)]
mod tests {
    use super::{after_it, passed_by};
    use crate::{
        report::story::{
            Clue, Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    const DONE: Occurrence = Occurrence::Done;

    fn failure(order: [u32; 2]) -> Failure {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = [(1, "`input`"), (2, "`quit`")]
            .map(|(id, label)| {
                let mut object = channel(id, "unbounded channel", 0);
                label.clone_into(&mut object.label);
                object
            })
            .into();
        failure.steps = vec![
            step(0, (0, 0), Operation::Send, 1, DONE),
            step(1, (0, 0), Operation::Send, 2, DONE),
            step(2, (0, 2), Operation::Receive, order[0], DONE),
            step(3, (0, 2), Operation::Receive, order[1], DONE),
        ];
        failure
    }

    fn lines(way: fn(&Failure, &Names) -> Vec<Clue>, failure: &Failure, text: &str) -> Vec<u32> {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let clues = way(failure, &Names::of(failure).with_sources(&sources)).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn a_select_passes_by_a_signal_that_is_ready() {
        let text = |name: &str, first: &str, second: &str| {
            format!("fn f() {{\n{name}! {{\n{first},\n{second},\n}}\n}}\n")
        };
        let (quit, input) = ("recv(quit) -> _ => return", "recv(input) -> it => go(it)");
        let any = text("select", quit, input);
        assert_eq!(lines(passed_by, &failure([1, 2]), &any), [2]);
        assert!(lines(passed_by, &failure([2, 1]), &any).is_empty());
        let wrong = text("select_biased", input, quit);
        assert_eq!(lines(passed_by, &failure([1, 2]), &wrong), [3]);
        let right = text("select_biased", quit, input);
        assert!(lines(passed_by, &failure([1, 2]), &right).is_empty());
        let other = text("select", "recv(quit) -> _ => go(1)", input);
        assert!(lines(passed_by, &failure([1, 2]), &other).is_empty());
    }

    #[test]
    fn who_takes_something_after_the_signal_goes_on() {
        let text = "fn f() {\nselect! {\nrecv(quit) -> _ => break,\n}\ngo();\n}\n";
        let mut failure = failure([2, 1]);
        failure.steps[3].place = Some(crate::report::story::sample::place(5));
        assert_eq!(lines(after_it, &failure, text), [5]);
        failure.steps.swap(2, 3);
        failure.steps[2].number = 2;
        failure.steps[3].number = 3;
        assert!(lines(after_it, &failure, text).is_empty());
        failure
            .steps
            .push(step(4, (0, 5), Operation::Call, 7, DONE));
        assert_eq!(lines(after_it, &failure, text), [5]);
    }
}
