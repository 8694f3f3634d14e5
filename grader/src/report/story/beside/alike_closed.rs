//! Who waits for the end of something that a cancellation reached elsewhere.

use super::{came_late::is_late, polls};
use crate::report::{
    names::handed_on,
    story::{
        Clue, Names, between,
        leads::{self, told},
        nth,
        origin::drops_a_sender,
        wait_of,
    },
};
use wire::{Code, Failure, ObjectReport, Operation, Place, Step};

/// By which call that was made which is open, or which a thread waits for, where others that were made at the same place
/// have closed.
pub(super) fn alike_closed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::CancellationIgnored;
    // Who came in after the end is told of that, and so is who looked before it, or looks only now and then.
    let is_explained = is_late(failure, names)
        || between(failure, names).is_some()
        || !polls::now_and_then(failure, names).is_empty();
    if !is_about || failure.elided > 0 || is_explained {
        return Vec::new();
    }
    let waits = failure.threads.iter().filter(|it| it.spawned.is_some());
    let waits = waits.filter_map(wait_of).flat_map(|it| &it.objects);
    let waits: Vec<u32> = waits.copied().collect();
    let open = leads::open_still(failure).map_or_else(|| waits.clone(), |id| vec![id]);
    let found = open.into_iter().find_map(|id| {
        let open = failure.objects.iter().find(|it| it.id == id)?;
        explained(open, failure, names, waits.contains(&id))
    });
    found.unwrap_or_default()
}

/// Why one is open, where others are closed.
fn explained(
    open: &ObjectReport,
    failure: &Failure,
    names: &Names,
    is_awaited: bool,
) -> Option<Vec<Clue>> {
    open.created.as_ref()?;
    let place = open.via.first()?;
    let has_closed = |other: &&ObjectReport| {
        let is_other = other.id != open.id && other.created == open.created;
        is_other && closings(other, failure).next().is_some()
    };
    let others = failure.objects.iter().filter(has_closed);
    let first = others.clone().next()?;
    if let Some(clues) = others
        .clone()
        .find_map(|it| passed_by(open, it, failure, names))
    {
        return Some(clues);
    }
    if let Some(clue) = others
        .clone()
        .find_map(|it| taken_for_none(open, it, failure, names))
    {
        return Some(vec![clue]);
    }
    if let Some((step, text)) = parent_closed(open, failure, names) {
        return Some(vec![Clue::cause(step.place.clone()?, text)]);
    }
    let [end, other] = [open, first].map(|it| names.end(it.id, Operation::Receive, failure));
    if let Some(it) = never_handed_on(place, failure, names) {
        let (name, line) = (it.name, it.call.line);
        let text = format!(
            "whether line {line} calls `{name}` depends on this: it did not where {end} was made"
        );
        return Some(vec![Clue::cause(it.condition.within(&place.file), text)]);
    }
    let text = format!("{end} is made by this call: it is open, and {other} was closed");
    is_awaited.then(|| vec![Clue::beside(place.clone(), text)])
}

/// The steps in lines of the learner's that close a channel.
fn closings<'f>(
    object: &ObjectReport,
    failure: &'f Failure,
) -> impl DoubleEndedIterator<Item = &'f Step> {
    let id = object.id;
    told(failure).filter(move |it| {
        let is_last = it.note.as_deref() == Some("the last sender");
        it.object == Some(id) && drops_a_sender(it) && is_last
    })
}

/// The first lock that was taken in the function that called for the making of something, on that way and in another
/// call: that call, and the step.
fn taken_for<'f>(object: &ObjectReport, failure: &'f Failure, names: &Names) -> Option<Taken<'f>> {
    let (maker, callers) = object.via.split_first()?;
    told(failure).find_map(|it| {
        let from = it.via.len().checked_sub(callers.len() + 1)?;
        let (call, around) = it.via[from..].split_first()?;
        let is_it = it.operation == Operation::Lock
            && around == callers
            && call != maker
            && names.are_in_one_function(call, maker);
        is_it.then_some((call, it))
    })
}

/// A call, and the step in which it takes a lock.
type Taken<'f> = (&'f Place, &'f Step);

/// Only the first steps bear the calls that led there.
fn knows_calls(failure: &Failure) -> bool {
    failure.steps.len() < 600
}

/// The call that takes a lock when one of two is made, and not when the other is, in the function that makes both for
/// different callers; and the condition above it.
fn passed_by(
    open: &ObjectReport,
    closed: &ObjectReport,
    failure: &Failure,
    names: &Names,
) -> Option<Vec<Clue>> {
    let ([maker, rest @ ..], [other, its @ ..]) = (&open.via[..], &closed.via[..]) else {
        return None;
    };
    if maker != other || rest == its || !knows_calls(failure) {
        return None;
    }
    let (call, lock) = taken_for(closed, failure, names)?;
    if taken_for(open, failure, names).is_some() {
        return None;
    }
    let [open, closed] = [open, closed].map(|it| names.end(it.id, Operation::Receive, failure));
    let under = handed_on(maker, names).into_iter().find(|it| {
        let at = it.call;
        (at.line, at.column) == (call.line, call.column)
    });
    if let Some(it) = under {
        let (name, line) = (it.name, it.call.line);
        let text = format!(
            "whether line {line} calls `{name}` depends on this: it did where {closed} was made, and not where {open} was"
        );
        return Some(vec![Clue::cause(it.condition.within(&maker.file), text)]);
    }
    let lock = names.object(lock.object?, failure);
    Some(vec![Clue::cause(
        call.clone(),
        format!("this call takes {lock} where {closed} is made, and not where {open} is"),
    )])
}

/// The call that makes what is open, if its function takes no lock for that, as another does for what is closed.
fn taken_for_none(
    open: &ObjectReport,
    closed: &ObjectReport,
    failure: &Failure,
    names: &Names,
) -> Option<Clue> {
    let (maker, other) = (open.via.first()?, closed.via.first()?);
    if names.are_in_one_function(maker, other) || !knows_calls(failure) {
        return None;
    }
    let (call, lock) = taken_for(closed, failure, names)?;
    if taken_for(open, failure, names).is_some() {
        return None;
    }
    let lock = names.object(lock.object?, failure);
    let [open, closed] = [open, closed].map(|it| names.end(it.id, Operation::Receive, failure));
    let line = call.line;
    Some(Clue::cause(
        maker.clone(),
        format!(
            "{open} is made by this call, and nothing is told of it: for {closed} line {line} took {lock}"
        ),
    ))
}

/// The calls under a condition that get what the call at a place makes.
fn handed_on(maker: &Place, names: &Names) -> Vec<handed_on::HandedOn> {
    let lines = names.lines_around(maker);
    let found = lines
        .and_then(|lines| names.look(&maker.file, |it| handed_on::handed_on(it, maker, lines)));
    found.unwrap_or_default()
}

/// Such a call that never was.
fn never_handed_on(maker: &Place, failure: &Failure, names: &Names) -> Option<handed_on::HandedOn> {
    let is_called = |line: u32| {
        let mut places = told(failure).flat_map(|it| it.place.iter().chain(&it.via));
        places.any(|it| it.file == maker.file && it.line == line)
    };
    let mut found = handed_on(maker, names).into_iter();
    let found = found.find(|it| !is_called(it.call.line));
    found.filter(|_| knows_calls(failure))
}

/// The step that closed one of those that are made at the same place, under the lock that was taken before when another was
/// made, which is open.
pub(in super::super) fn parent_closed<'f>(
    open: &ObjectReport,
    failure: &'f Failure,
    names: &Names,
) -> Option<(&'f Step, String)> {
    // Of several that were made by the same calls nobody knows which took it.
    let is_alike = |it: &&ObjectReport| (&it.created, &it.via) == (&open.created, &open.via);
    if !knows_calls(failure) || failure.objects.iter().filter(is_alike).count() > 1 {
        return None;
    }
    let (_, lock) = taken_for(open, failure, names)?;
    let under = |step: &Step| {
        let place = step.place.as_ref()?;
        let last = told(failure).rfind(|it| {
            let is_own = it.thread == step.thread && it.number < step.number;
            is_own && it.operation == Operation::Lock
        })?;
        let is_near = names.are_in_one_function(last.place.as_ref()?, place);
        last.object.filter(|_| is_near)
    };
    let is_other = |it: &&ObjectReport| it.id != open.id && it.created == open.created;
    let (parent, step) = failure.objects.iter().filter(is_other).find_map(|it| {
        let mut steps = closings(it, failure);
        let step = steps.rfind(|it| it.number > lock.number && under(it) == lock.object)?;
        Some((it, step))
    })?;
    let [end, other] = [parent, open].map(|it| names.end(it.id, Operation::Receive, failure));
    let what = names.object(lock.object?, failure);
    let (number, line) = (nth(step), lock.place.as_ref()?.line);
    let text = format!(
        "closes {end} here, in step {number}, and not {other} below it, for which line {line} locked {what}"
    );
    Some((step, text))
}

#[cfg(test)]
mod tests {
    use super::alike_closed;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation, Place};

    const TEXT: &str = "fn new() {\n bounded(0)\n}\nfn adopt(&self, it: &S) {\n self.all.lock().unwrap();\n}\n\
                        fn child(&self) {\n let own = S::new();\n if late {\n  self.adopt(&own);\n }\n}\n\
                        fn a() {\n child();\n}\nfn b() {\n child();\n}\n\
                        fn cancel(&self) {\n self.all.lock();\n drop(open);\n}\n";

    fn at(line: u32, column: u32) -> Place {
        Place {
            column,
            ..place(line)
        }
    }

    /// Channel 7 is made for `a`, in line 14; channel 9 for `b`, in line 17, and is open; `adopt` is called for one of them,
    /// and `cancel` closes channel 7.
    fn failure(adopted: u32) -> Failure {
        let mut failure = bare(Code::CancellationIgnored, String::new());
        let mut objects = [7, 9].map(|id| channel(id, "channel of capacity 0", 2));
        objects[0].via = vec![at(8, 12), place(14)];
        objects[1].via = vec![at(8, 12), place(17)];
        failure.objects = objects.into();
        failure.steps = vec![
            step(1, (0, 5), Operation::Lock, 8, Occurrence::Done),
            step(2, (0, 20), Operation::Lock, 8, Occurrence::Done),
            step(3, (0, 21), Operation::Drop, 7, Occurrence::Done),
            step(4, (0, 0), Operation::Receive, 9, Occurrence::Refused),
        ];
        failure.steps[0].via = vec![at(10, 8), place(adopted)];
        failure.steps[2].note = Some("the last sender".to_owned());
        failure
    }

    fn found(failure: &Failure) -> Option<(u32, bool, String)> {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
        let names = Names::of(failure).with_sources(&sources);
        let mut clues = alike_closed(failure, &names).into_iter();
        clues.next().map(|it| (it.place.line, it.primary, it.text))
    }

    #[test]
    fn what_is_handed_on_for_one_and_not_for_the_other_is_told_with_its_condition() {
        let (line, is_cause, text) = found(&failure(14)).unwrap();
        assert!(
            is_cause && line == 9 && text.contains("line 10 calls `adopt`"),
            "{text}"
        );
        let mut never = failure(14);
        never.steps.remove(0);
        let (line, is_cause, text) = found(&never).unwrap();
        assert!(
            is_cause && line == 9 && text.contains("it did not"),
            "{text}"
        );
    }

    #[test]
    fn who_closed_what_the_open_one_was_put_under_left_it_out() {
        let (line, is_cause, text) = found(&failure(17)).unwrap();
        assert!(
            is_cause && line == 21 && text.contains("below it"),
            "{text}"
        );
        // What was closed before that could not know of it.
        let mut early = failure(17);
        early.steps.rotate_left(1);
        for (number, step) in (1..).zip(&mut early.steps) {
            step.number = number;
        }
        early.steps.swap(2, 3);
        (early.steps[2].number, early.steps[3].number) = (3, 4);
        assert!(found(&early).is_none());
    }

    #[test]
    fn what_is_made_elsewhere_and_nothing_is_told_of_is_told_where_it_is_made() {
        // Channel 9 is made in line 17, in another function than channel 7, for which line 10 locks.
        let mut failure = failure(14);
        failure.objects[1].via = vec![at(17, 2)];
        let (line, is_cause, text) = found(&failure).unwrap();
        assert!(
            is_cause && line == 17 && text.contains("line 10 took"),
            "{text}"
        );
        failure.steps.remove(0);
        assert!(!found(&failure).is_some_and(|it| it.1 && it.0 == 17));
    }
}
