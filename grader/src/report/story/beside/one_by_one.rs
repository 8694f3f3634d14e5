//! Threads that are started one after the other, with a sleep between two of them.

use crate::{
    report::story::{Clue, Names, entries},
    text::duration,
};
use std::time::Duration;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The sleep of the learner's after which the thread was started that made the wrong entry, at that very moment, which is
/// what the entry says.
pub(super) fn one_by_one(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (sleep, entry) = found(failure, names)?;
        let (who, late) = (names.thread(sleep.thread), names.thread(entry.thread));
        let [from, to] = [sleep.at, entry.at].map(duration);
        Some(Clue {
            place: sleep.place.clone()?,
            text: format!(
                "{who} sleeps here from {from} to {to}, and starts {late} only after that"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    found(failure, names)
        .map(|_| "start all of them before anything takes time: here each one waits for a sleep")
}

/// The sleep, and the wrong entry.
fn found<'f>(failure: &'f Failure, names: &Names) -> Option<(&'f Step, &'f Step)> {
    let is_about = failure.code == Code::WrongValue && failure.elided == 0;
    let (_, entry) = entries::entry(failure).filter(|_| is_about)?;
    if !says_its_moment(failure, entry) {
        return None;
    }
    let mut threads = failure.threads.iter();
    let place = threads.find(|it| it.id == entry.thread)?.spawned.as_ref()?;
    let mut steps = failure.steps.iter();
    let start = steps.find(|it| it.operation == Operation::Start && it.thread == entry.thread)?;
    let spawns = |it: &&Step| it.operation == Operation::Spawn && it.place.as_ref() == Some(place);
    let mut spawned = failure
        .steps
        .iter()
        .filter(spawns)
        .filter(|it| it.number < start.number);
    let spawn = spawned.next_back().filter(|it| it.at == entry.at)?;
    let own = |from: u64| {
        let mut own = failure.steps.iter().filter(|it| it.thread == spawn.thread);
        own.find(|it| it.number > from)
    };
    let sleep = failure.steps.iter().rfind(|it| {
        it.thread == spawn.thread
            && it.number < spawn.number
            && it.occurrence == Occurrence::Blocked
            && names.is_own_sleep(it)
    })?;
    let is_cause = sleep.at < spawn.at && own(sleep.number)?.at == spawn.at;
    let is_between = spawned.any(|it| it.number < sleep.number);
    (is_cause && is_between).then_some((sleep, entry))
}

/// The first item that differs has in it the moment at which it was made.
fn says_its_moment(failure: &Failure, entry: &Step) -> bool {
    let figure = failure.figures.iter().find(|it| it.name == "received");
    let Some((value, difference)) = figure.and_then(|it| Some((&it.value, it.difference?))) else {
        return false;
    };
    let number = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
    let item: String = value
        .chars()
        .skip(number(difference.at))
        .take(number(difference.length))
        .collect();
    let moment = format!("{:?}", Duration::from_nanos(entry.at));
    let mut words = item.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    entry.at > 0 && words.any(|word| word == moment)
}

#[cfg(test)]
mod tests {
    use super::says_its_moment;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Difference, Figure, Occurrence, Operation};

    #[test]
    fn an_entry_says_when_it_was_made() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.figures.push(Figure {
            name: "received".to_owned(),
            value: "[(0, 0ns), (1, 10ms)]".to_owned(),
            difference: Some(Difference {
                index: 1,
                items: 2,
                at: 11,
                length: 9,
                among: None,
            }),
        });
        let mut entry = step(1, (1, 5), Operation::Call, 1, Occurrence::Done);
        entry.at = 10_000_000;
        assert!(says_its_moment(&failure, &entry));
        entry.at = 1_000_000;
        assert!(!says_its_moment(&failure, &entry));
    }
}
