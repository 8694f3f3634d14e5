//! What was made after the end of what it should have ended with.

use crate::report::{
    names::flow,
    story::{
        Clue, Names, between, is_left, leads, leads::told, nth, origin::drops_a_sender, wait_of,
    },
};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Place, Step};

/// What went on in the call that made a stream which is open.
struct Late<'f> {
    /// The stream that is open, and one of its kind that was closed before.
    open: u32,
    closed: u32,
    /// The call took a lock.
    lock: &'f Step,
    /// Whoever had that lock before had closed the other one then.
    closing: &'f Step,
    /// The call put something in under the lock.
    put: (Place, String),
}

/// Something was put in after the end, and nobody looked.
pub(in super::super::super) fn is_late(failure: &Failure, names: &Names) -> bool {
    late(failure, names).is_some()
}

/// Where a call took a lock and put something in, after who had that lock before had closed a stream of the same kind.
pub(super) fn entered(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(it) = late(failure, names) else {
        return Vec::new();
    };
    let end = |id| names.end(id, Operation::Receive, failure);
    let (open, closed) = (end(it.open), end(it.closed));
    let (place, into) = it.put;
    let mut clues = vec![Clue::beside(place, format!("put into `{into}` here"))];
    let step = nth(it.closing);
    if let (Some(place), Some(mutex)) = (&it.lock.place, it.lock.object) {
        let mutex = names.object(mutex, failure);
        clues.push(Clue {
            place: place.clone(),
            text: format!(
                "in the call that made {open}: who had {mutex} before this closed {closed}, in step {step}"
            ),
            primary: true,
        });
    }
    clues
}

fn late<'f>(failure: &'f Failure, names: &Names) -> Option<Late<'f>> {
    let is_about = failure.code == Code::CancellationIgnored && failure.elided == 0;
    // Who looked, and let go of the lock before anything was put in, is told of that.
    if !is_about || between(failure, names).is_some() {
        return None;
    }
    // What the check found open, or what those wait for who are left.
    let left = failure.threads.iter().filter(|it| is_left(it));
    let waits = left.filter_map(wait_of).flat_map(|it| &it.objects).copied();
    let mut open = leads::open_still(failure).into_iter().chain(waits);
    open.find_map(|id| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        made_late(object, failure, names)
    })
}

fn made_late<'f>(object: &ObjectReport, failure: &'f Failure, names: &Names) -> Option<Late<'f>> {
    let (maker, rest) = object.via.split_first()?;
    let mut senders = object.handles.iter().filter(|it| it.role == "sender");
    let by = senders.next()?.made_by;
    // Which of the calls made it is known by its number among those that were made so: each took the lock once.
    let is_alike = |it: &&ObjectReport| (&it.created, &it.via) == (&object.created, &object.via);
    let mut alike: Vec<u32> = failure
        .objects
        .iter()
        .filter(is_alike)
        .map(|it| it.id)
        .collect();
    alike.sort_unstable();
    let index = alike.iter().position(|id| *id == object.id)?;
    let locks = |it: &&Step| {
        let beside = it.via.split_first();
        it.operation == Operation::Lock
            && it.occurrence == Occurrence::Done
            && beside.is_some_and(|(from, its)| {
                its == rest && from != maker && names.are_in_one_function(from, maker)
            })
    };
    let all: Vec<&Step> = told(failure).filter(locks).collect();
    let mut places: Vec<&Option<Place>> = all.iter().map(|it| &it.place).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().find_map(|place| {
        let here: Vec<&&Step> = all.iter().filter(|it| it.place == *place).collect();
        let lock = here.get(index).filter(|_| here.len() == alike.len())?;
        let lock: &'f Step = lock;
        if lock.thread != by || goes_on(lock, failure, names) {
            return None;
        }
        let closing = closed_before(lock, object, failure, names)?;
        let at = lock.place.as_ref()?;
        let lines = names.lines_around(at)?;
        let put = names.look(&at.file, |file| flow::put_after(file, at, lines));
        let (spot, into) = put.flatten()?;
        Some(Late {
            open: object.id,
            closed: closing.object?,
            lock,
            closing,
            put: (spot.within(&at.file), into),
        })
    })
}

/// Who had a lock last, elsewhere, closed a stream of the same kind right after that.
fn closed_before<'f>(
    lock: &Step,
    object: &ObjectReport,
    failure: &'f Failure,
    names: &Names,
) -> Option<&'f Step> {
    let at = lock.place.as_ref()?;
    let mut before = told(failure).filter(|it| it.number < lock.number);
    let had = before.clone().rfind(|it| {
        it.operation == Operation::Lock
            && it.object == lock.object
            && it
                .place
                .as_ref()
                .is_some_and(|it| !names.are_in_one_function(it, at))
    })?;
    let place = had.place.as_ref()?;
    before.find(|it| {
        let mut objects = failure.objects.iter();
        let is_alike = |other: &ObjectReport| {
            Some(other.id) == it.object && other.id != object.id && other.created == object.created
        };
        let there = it.place.as_ref();
        it.number > had.number
            && (it.thread, &it.via) == (had.thread, &had.via)
            && there.is_some_and(|it| names.are_in_one_function(it, place))
            && drops_a_sender(it)
            && it.note.as_deref() == Some("the last sender")
            && objects.any(is_alike)
    })
}

/// The function in which a lock was taken calls something after that, in the same call.
fn goes_on(lock: &Step, failure: &Failure, names: &Names) -> bool {
    let mut after = failure
        .steps
        .iter()
        .filter(|it| it.thread == lock.thread && it.number > lock.number);
    after.any(|it| {
        let Some(depth) = it.via.len().checked_sub(lock.via.len() + 1) else {
            return false;
        };
        let from = it.via.get(depth);
        let place = lock.place.as_ref();
        it.via.ends_with(&lock.via)
            && from
                .zip(place)
                .is_some_and(|(from, place)| names.are_in_one_function(from, place))
    })
}
