//! Several threads, of which nothing says who comes first.

use crate::report::story::{
    Clue, Names, at_the_peak, entries, leads::told, origin, too_many_started, workers,
};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where several threads send on the channel from which things came in a wrong order, and nothing keeps one of them behind
/// the other.
pub(super) fn senders(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let sent = sent(failure).filter(|_| is_about(failure))?;
        let place = sent.place.as_ref()?;
        let sends = |it: &&Step| {
            it.operation == Operation::Send
                && it.object == sent.object
                && it.place.as_ref() == Some(place)
                && it.thread != 0
        };
        let steps = failure.steps.iter().filter(sends);
        let mut threads: BTreeSet<u32> = steps.map(|it| it.thread).collect();
        // Those who read from the same are in each other's way; the others only if all that came is compared.
        let own = sources(failure, sent.thread);
        let alike = |it: &u32| sources(failure, *it) == own;
        let all = threads.len();
        if threads.iter().filter(|it| alike(it)).count() > 1 || !compares_all(failure, sent) {
            threads.retain(alike);
        }
        let count = threads.len();
        let is_free = count > 1 && failure.elided == 0 && !has_an_order(failure, &threads);
        // Others send there, too, of what they took elsewhere.
        let from = own.first().copied().flatten().filter(|_| count < all);
        let from = from.map(|it| {
            format!(
                " that take from {}",
                names.end(it, Operation::Receive, failure)
            )
        });
        let from = from.unwrap_or_default();
        let text = format!(
            "{count} threads{from} send here, each as soon as it can: nothing keeps their order"
        );
        let started = started_for(failure, &threads).filter(|_| !from.is_empty());
        let started = started.map(|it| {
            let text = format!("{count} threads{from} are started here");
            Clue::beside(it.clone(), text)
        });
        is_free.then(|| [Some(Clue::cause(place.clone(), text)), started])
    };
    found().into_iter().flatten().flatten().collect()
}

/// Where all of these threads were started.
fn started_for<'a>(failure: &'a Failure, threads: &BTreeSet<u32>) -> Option<&'a Place> {
    let own = failure.threads.iter().filter(|it| threads.contains(&it.id));
    let mut places = own.map(|it| it.spawned.as_ref());
    let first = places.next().flatten()?;
    places.all(|it| it == Some(first)).then_some(first)
}

/// The step that sent the wrong item; or, where it is not known which that was, the last send before the check received.
pub(super) fn sent(failure: &Failure) -> Option<&Step> {
    let found = origin(failure);
    if found.is_some() || !failure.figures.is_empty() {
        return found.filter(|it| !it.ended)?.sent;
    }
    let by_check =
        |it: &&Step| it.thread == 0 && it.operation == Operation::Receive && it.place.is_none();
    let object = failure.steps.iter().rfind(by_check)?.object;
    let mut steps = failure.steps.iter();
    steps.rfind(|it| it.operation == Operation::Send && it.object == object && it.place.is_some())
}

/// The check compares all that it received from where this was sent.
fn compares_all(failure: &Failure, sent: &Step) -> bool {
    let received = failure.steps.iter().filter(|it| {
        it.operation == Operation::Receive
            && it.object == sent.object
            && it.thread == 0
            && it.occurrence == Occurrence::Done
    });
    let count = received.count();
    let mut compared = failure.figures.iter().filter_map(|it| it.difference);
    compared.all(|it| usize::try_from(it.items) == Ok(count) && it.among.is_none())
}

/// What a thread received from.
fn sources(failure: &Failure, thread: u32) -> BTreeSet<Option<u32>> {
    let steps = failure.steps.iter().filter(|it| {
        it.thread == thread && matches!(it.operation, Operation::Receive | Operation::Select)
    });
    steps.map(|it| it.object).collect()
}

/// Where several threads are started, each of which makes an entry as the first thing that it does, where the entries are
/// in a wrong order.
pub(super) fn starters(failure: &Failure, _: &Names) -> Vec<Clue> {
    let found = || {
        let (_, wrong) = entries::entry(failure).filter(|_| is_about(failure))?;
        let mut places: BTreeMap<&Place, usize> = BTreeMap::new();
        let own = failure.threads.iter().filter_map(|it| {
            let place = it.spawned.as_ref()?;
            Some((it.id, place))
        });
        let here = own.clone().find(|(id, _)| *id == wrong.thread)?.1;
        for (id, place) in own {
            let made: Vec<&Step> = failure
                .steps
                .iter()
                .filter(|it| it.thread == id && is_entry(it, wrong.object))
                .collect();
            let [entry] = made[..] else {
                continue;
            };
            let mut before = failure
                .steps
                .iter()
                .filter(|it| it.thread == id && it.number < entry.number);
            if before.all(|it| it.operation == Operation::Start) {
                *places.entry(place).or_default() += 1;
            }
        }
        let count = places.get(here).copied().filter(|it| *it > 1)?;
        let text = format!(
            "{count} threads are started here, and each makes its entry as soon as it begins: nothing says which comes first"
        );
        Some(Clue::cause(here.clone(), text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str = "threads run in any order: let one thread do what must stay in order, or put it back into order before it is handed out";

fn is_about(failure: &Failure) -> bool {
    failure.code == Code::WrongOrder
}

fn is_entry(step: &Step, object: Option<u32>) -> bool {
    let note = step.note.as_deref().unwrap_or_default();
    step.operation == Operation::Call && step.object == object && note.starts_with("entry ")
}

/// One of these threads may wait for another, or look at what another did; or it reads what another of the learner's sends.
fn has_an_order(failure: &Failure, threads: &BTreeSet<u32>) -> bool {
    use Operation::{Barrier, Join, Load, Lock, Once, Park, Read, Update, Wait};
    let waits = [Barrier, Join, Load, Lock, Once, Park, Read, Update, Wait];
    let from: BTreeSet<Option<u32>> = threads
        .iter()
        .flat_map(|it| sources(failure, *it))
        .collect();
    let is_own = |id: Option<u32>| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == id && it.created.is_some())
    };
    let may_pass_turns = from.len() > 1 && from.iter().any(|it| is_own(*it));
    let mut own = failure
        .steps
        .iter()
        .filter(|it| threads.contains(&it.thread));
    may_pass_turns || own.any(|it| waits.contains(&it.operation))
}

/// Where a thread is started for each of those of whom too many were at work at once.
pub(super) fn crowd(failure: &Failure, _: &Names) -> Vec<Clue> {
    let found = || {
        let (_, inside) = at_the_peak(failure).filter(|_| failure.elided == 0)?;
        let spawned = |id: u32| {
            let thread = failure.threads.iter().find(|it| it.id == id)?;
            thread.spawned.as_ref()
        };
        let place = spawned(inside.first()?.thread)?;
        let works_at_once = |id: u32| {
            let mut steps = failure.steps.iter().filter(|it| it.thread == id);
            let is_first = steps
                .next()
                .is_some_and(|it| it.operation == Operation::Start)
                && steps
                    .next()
                    .is_some_and(|it| it.operation == Operation::Enter);
            is_first && !steps.any(|it| it.operation == Operation::Enter)
        };
        let here: Vec<u32> = failure
            .threads
            .iter()
            .filter(|it| it.spawned.as_ref() == Some(place))
            .map(|it| it.id)
            .collect();
        let is_it = here.iter().all(|id| works_at_once(*id))
            && inside.iter().all(|it| here.contains(&it.thread));
        let count = here.len();
        is_it.then(|| {
            let text = format!("{count} threads are started here, one for each call, and each begins its work as soon as it is started");
            Clue::cause(place.clone(), text)
        })
    };
    let is_told = too_many_started(failure).is_some() || !workers(failure).is_empty();
    let clues = found().filter(|_| !is_told);
    clues.into_iter().collect()
}

/// Where all is done one after the other, if it should be done at once, and nothing starts a thread.
pub(super) fn alone(failure: &Failure, _: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = failure.code == Code::NotConcurrent && failure.elided == 0;
        let mut threads = failure.threads.iter();
        let is_alone = is_about && threads.all(|it| it.spawned.is_none());
        let mut own = told(failure).filter(|_| is_alone);
        let first = own.next()?;
        let begins = own
            .clone()
            .chain([first])
            .find(|it| it.operation == Operation::Enter)?;
        // Threads of the check's may each have called something of the learner's.
        if own.any(|it| it.thread != first.thread) {
            return None;
        }
        let text = "all calls are made here, one after the other: no thread is started";
        Some(Clue::cause(begins.place.clone()?, text.to_owned()))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const START: &str =
    "start as many threads as may work at once, and have each take what is next";

#[cfg(test)]
mod tests {
    use super::{alone, crowd, senders, starters};
    use crate::{
        report::story::{
            Names,
            sample::{place, received, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Failure, Occurrence, Operation};

    fn texts(failure: &Failure, find: super::super::Way) -> Vec<(u32, String)> {
        let names = Names::of(failure);
        let clues = find(failure, &names).into_iter();
        clues.map(|it| (it.place.line, it.text)).collect()
    }

    #[test]
    fn nothing_keeps_the_order_of_threads_that_send_as_they_can() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.figures.push(received("[2, 1]", 2));
        let deeds = [
            ((2, 5), Operation::Send, 7, Some("message 1")),
            ((1, 5), Operation::Send, 7, Some("message 2")),
            ((0, 0), Operation::Receive, 7, Some("message 1")),
            ((0, 0), Operation::Receive, 7, Some("message 2")),
        ];
        for (number, (who, operation, object, note)) in (1..).zip(deeds) {
            failure.steps.push(wire::Step {
                note: note.map(str::to_owned),
                ..step(number, who, operation, object, Occurrence::Done)
            });
        }
        let text = "2 threads send here, each as soon as it can: nothing keeps their order";
        assert_eq!(texts(&failure, senders), [(5, text.to_owned())]);
        let mut locked = failure.clone();
        locked
            .steps
            .insert(0, step(0, (1, 4), Operation::Lock, 9, Occurrence::Done));
        assert!(texts(&locked, senders).is_empty(), "they may take turns");
        let mut apart = failure.clone();
        for (thread, object) in [(1, 11), (2, 12)] {
            let step = step(0, (thread, 4), Operation::Receive, object, Occurrence::Done);
            apart.steps.insert(0, step);
        }
        assert_eq!(texts(&apart, senders).len(), 1, "all that came is compared");
        apart.steps.push(apart.steps[5].clone());
        assert!(texts(&apart, senders).is_empty(), "they are of two sources");
        for (object, operation) in [(11, Operation::Receive), (7, Operation::Send)] {
            apart
                .steps
                .push(step(9, (3, 5), operation, object, Occurrence::Done));
        }
        let text = "2 threads that take from object 11 send here, each as soon as it can: nothing keeps their order";
        assert_eq!(texts(&apart, senders), [(5, text.to_owned())]);
        apart.threads = vec![thread(1), thread(2), thread(3)];
        let started = "2 threads that take from object 11 are started here";
        let both = [(5, text.to_owned()), (1, started.to_owned())];
        assert_eq!(texts(&apart, senders), both);
        for it in &mut apart.threads {
            it.spawned = Some(place(it.id));
        }
        assert_eq!(
            texts(&apart, senders).len(),
            1,
            "each was started elsewhere"
        );
        failure.steps[1].thread = 2;
        assert!(texts(&failure, senders).is_empty(), "one thread");
    }

    #[test]
    fn threads_begin_in_any_order() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.figures.push(received("[2, 1]", 2));
        failure.threads = vec![thread(1), thread(2)];
        for (at, who) in [(2, "entry 1"), (1, "entry 2")] {
            let number = 10 * u64::from(3 - at);
            failure
                .steps
                .push(step(number, (at, 1), Operation::Start, 0, Occurrence::Done));
            failure.steps.push(wire::Step {
                note: Some(who.to_owned()),
                ..step(number + 1, (at, 2), Operation::Call, 8, Occurrence::Done)
            });
        }
        let text = "2 threads are started here, and each makes its entry as soon as it begins: nothing says which comes first";
        assert_eq!(texts(&failure, starters), [(1, text.to_owned())]);
        failure.steps[2].operation = Operation::Lock;
        assert!(texts(&failure, starters).is_empty(), "it may take turns");
    }

    #[test]
    fn a_thread_for_each_call_is_a_crowd() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.threads = vec![thread(1), thread(2), thread(3)];
        for id in 1..=2 {
            let number = 10 * u64::from(id);
            failure
                .steps
                .push(step(number, (id, 1), Operation::Start, 0, Occurrence::Done));
            failure.steps.push(step(
                number + 1,
                (id, 2),
                Operation::Enter,
                8,
                Occurrence::Done,
            ));
        }
        assert!(
            texts(&failure, crowd).is_empty(),
            "one of them does not work"
        );
        failure.threads.pop();
        let text = "2 threads are started here, one for each call, and each begins its work as soon as it is started";
        assert_eq!(texts(&failure, crowd), [(1, text.to_owned())]);
        failure.steps[2].operation = Operation::Lock;
        assert!(texts(&failure, crowd).is_empty(), "it may take turns");
    }

    #[test]
    fn who_starts_no_thread_is_alone() {
        let mut failure = bare(Code::NotConcurrent, String::new());
        failure.steps = vec![step(1, (1, 2), Operation::Enter, 8, Occurrence::Done)];
        let text = "all calls are made here, one after the other: no thread is started";
        assert_eq!(texts(&failure, alone), [(2, text.to_owned())]);
        let mut two = failure.clone();
        two.steps
            .push(step(2, (2, 2), Operation::Enter, 8, Occurrence::Done));
        assert!(texts(&two, alone).is_empty(), "the check has two threads");
        failure.threads = vec![thread(1)];
        assert!(texts(&failure, alone).is_empty(), "a thread is started");
    }
}
