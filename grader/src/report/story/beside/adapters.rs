//! Methods that decide what becomes of values: the last is taken and not the first, a rest is left out, pieces are cut off
//! beforehand, everything is collected first.

use crate::report::{
    names::methods::{Method, methods},
    story::{Clue, Names, fatal, is_left, leads::told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// The methods that are called in the function around the step in which it went wrong, and that step's place.
fn around(failure: &Failure, names: &Names) -> Option<(Place, Vec<Method>)> {
    let step = fatal(failure).filter(|it| it.place.is_some());
    let step = step.or_else(|| told(failure).next_back())?;
    let place = step.place.as_ref()?;
    let lines = names.lines_around(place)?;
    let found = names.look(&place.file, |file| methods(file, lines))?;
    Some((place.clone(), found))
}

/// The one of these methods that is so.
fn only(all: &[Method], is_it: impl Fn(&Method) -> bool) -> Option<&Method> {
    let mut found = all.iter().filter(|it| is_it(it));
    found.next().filter(|_| found.next().is_none())
}

/// Where a chunk that is not full is left out, if something was lost.
pub(super) fn remainder(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (place, all) = around(failure, names).filter(|_| failure.code == Code::LostItem)?;
        let is_kept = all.iter().any(|it| it.name.contains("remainder"));
        let exact = only(&all, |it| it.name.starts_with("chunks_exact")).filter(|_| !is_kept)?;
        let name = &exact.name;
        let text = format!(
            "`{name}` leaves out what does not fill a whole chunk: nothing takes the `remainder`"
        );
        Some(Clue::cause(exact.spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// Where threads take the last of a shared list, if the order is wrong.
pub(super) fn backwards(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (place, all) = around(failure, names).filter(|_| failure.code == Code::WrongOrder)?;
        let turns = ["rev", "reverse", "into_sorted_vec"];
        let is_turned = all.iter().any(|it| turns.contains(&it.name.as_str()));
        let is_shared = |it: &Method| it.name == "pop" && it.before.iter().any(|it| it == "lock");
        let pop = only(&all, is_shared).filter(|_| !is_turned && !has_heap(names, &place))?;
        let text = "`pop` takes the last one, and not the first".to_owned();
        Some(Clue::cause(pop.spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// A `pop` of a heap takes the greatest.
fn has_heap(names: &Names, place: &Place) -> bool {
    let text = names.sources.get(&place.file);
    text.is_some_and(|text| text.contains("BinaryHeap"))
}

/// Where a list is cut into a piece for each thread, if one thread is held up and another has ended.
pub(super) fn pieces(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (place, all) =
            around(failure, names).filter(|_| failure.code == Code::NotConcurrent)?;
        let own = failure.threads.iter().filter(|it| it.spawned.is_some());
        let (left, ended): (Vec<_>, Vec<_>) = own.partition(|it| is_left(it));
        let mut pairs = left
            .iter()
            .flat_map(|it| ended.iter().map(move |other| (it, other)));
        let are_alike = pairs.any(|(it, other)| it.spawned == other.spawned);
        let piece = only(&all, |it| {
            it.name == "collect"
                && it
                    .before
                    .starts_with(&["take".to_owned(), "by_ref".to_owned()])
        });
        let piece = piece.filter(|_| are_alike)?;
        let text = "each thread gets a piece of its own here: when it is held up, no other thread takes the rest of its piece";
        Some(Clue::cause(piece.spot.within(&place.file), text.to_owned()))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ONE_QUEUE: &str =
    "let all of them take from one queue: what was dealt out before waits for the one who got it";

/// Where a thread takes all that there is before it hands on anything, where it should not be far ahead.
pub(super) fn collected(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::NotLazy | Code::LimitExceeded);
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let own = failure.threads.iter().filter(|it| it.spawned.is_some());
    let found = own.filter_map(|thread| {
        let steps: Vec<&Step> = told(failure).filter(|it| it.thread == thread.id).collect();
        let first = steps.iter().position(|it| takes(it))?;
        let taken = steps[first..]
            .iter()
            .take_while(|it| takes(it) && it.place == steps[first].place)
            .count();
        let place = steps[first].place.clone()?;
        let lines = (place.line, place.line);
        let all = names.look(&place.file, |file| methods(file, lines))?;
        let is_here = |it: &Method| it.name == "collect" && it.spot.within(&place.file) == place;
        let sent = steps.iter().find(|it| it.operation == Operation::Send);
        let is_new = steps[first].operation == Operation::Call || is_unbounded(failure, sent?);
        let is_all = taken > 1
            && all.iter().any(is_here)
            && steps[..first]
                .iter()
                .all(|it| it.operation == Operation::Start);
        (is_all && is_new).then(|| {
            let who = names.thread(thread.id);
            let text = format!(
                "{who} asks for a value {taken} times here, one after the other, and hands on none meanwhile"
            );
            Clue::cause(place, text)
        })
    });
    found.take(1).collect()
}

/// What to do about it.
pub(super) const ONE_BY_ONE: &str =
    "take one value, hand it on, and only then take the next: here several are taken first";

fn takes(step: &Step) -> bool {
    let is_entry = step
        .note
        .as_deref()
        .is_some_and(|it| it.starts_with("entry "));
    match step.operation {
        Operation::Call => !is_entry,
        Operation::Receive => step.occurrence == Occurrence::Done,
        _ => false,
    }
}

/// Of a channel with room it is told elsewhere who takes one more.
fn is_unbounded(failure: &Failure, sent: &Step) -> bool {
    let mut objects = failure.objects.iter();
    objects.any(|it| Some(it.id) == sent.object && it.kind == "unbounded channel")
}

/// Where several threads put what they have into one list, each as soon as it is ready, if that stands in a wrong order.
pub(super) fn pushed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let has_figure = failure.figures.iter().any(|it| it.name == "received");
    let found = || {
        let is_about = failure.code == Code::WrongOrder && has_figure;
        let (place, all) = around(failure, names).filter(|_| is_about)?;
        let puts = ["sort", "insert", "extend", "wait", "rev", "cmp"];
        let is_put = |it: &Method| puts.iter().any(|word| it.name.contains(word));
        let push = only(&all, |it| {
            it.name == "push" && it.before.iter().any(|it| it == "lock")
        });
        let push = push.filter(|_| !all.iter().any(is_put))?;
        let locks = told(failure).filter(|it| {
            let is_here = |it: &Place| it.file == place.file && it.line == push.spot.line;
            it.operation == Operation::Lock
                && it.thread != 0
                && it.place.as_ref().is_some_and(is_here)
        });
        let threads: BTreeSet<u32> = locks.map(|it| it.thread).collect();
        let function = &names.around(&place)?.name;
        let count = threads.len();
        (count > 1).then(|| {
            let text = format!(
                "{count} threads push here, each as soon as it is ready: nothing in `{function}` puts the results in order"
            );
            Clue::cause(push.spot.within(&place.file), text)
        })
    };
    found().into_iter().collect()
}

/// What wraps around, if a stream goes on that should end.
pub(super) fn wraps(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about =
            failure.code == Code::WrongValue && failure.message.contains("no more should come");
        let mut sent = told(failure).filter(|it| is_about && it.operation == Operation::Send);
        let place = sent.next_back()?.place.clone()?;
        let lines = names.lines_around(&place)?;
        let all = names.look(&place.file, |file| methods(file, lines))?;
        let wraps = only(&all, |it| it.name.starts_with("wrapping_"))?;
        let name = &wraps.name;
        let text = format!(
            "where the result is too large for its type, `{name}` cuts it off, and this goes on"
        );
        Some(Clue::cause(wraps.spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const CHECKED: &str =
    "ask whether the result fits, as `checked_add` does, and end where it does not";

/// The `clone` by which a receiver was made that is still there, if a derived `Clone` made it.
pub(super) fn derived(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::ThreadLeak {
        return Vec::new();
    }
    let own = failure.objects.iter().filter(|it| it.created.is_some());
    let found = own.filter_map(|object| {
        let [made] = &object
            .handles
            .iter()
            .filter(|it| it.role == "receiver")
            .map(|it| it.made.as_ref())
            .collect::<Vec<_>>()[..]
        else {
            return None;
        };
        let made = (*made)?;
        let text = names.sources.get(&made.file)?;
        let line = text
            .lines()
            .nth(usize::try_from(made.line).ok()?.checked_sub(1)?)?;
        let clones = failure.steps.iter().filter(|it| {
            it.operation == Operation::Clone
                && it.object == Some(object.id)
                && it.place.as_ref() == Some(made)
        });
        let calls: BTreeSet<&Place> = clones.filter_map(|it| it.via.first()).collect();
        let [call] = calls.into_iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        let what = names.end(object.id, Operation::Receive, failure);
        let text = format!(
            "this clones what has {what} in it: so one more receiver is made, and it is there still"
        );
        line.trim_start()
            .starts_with("#[derive")
            .then(|| Clue::cause(call.clone(), text))
    });
    found.take(1).collect()
}

#[cfg(test)]
mod tests;
