//! What is kept, and by which end of a channel: where that was made, and where the channel was.

use super::{Names, at_the_peak, is_left, too_many_there};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, Place, Step};

/// How many are told, at most.
const MOST: usize = 2;

/// Receivers that are still there when no thread of the learner's is left, and that keep something: where each was
/// made, and what is said of it.
pub(in super::super) fn receivers<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Vec<(&'f Place, String)> {
    let codes = [
        Code::ThreadLeak,
        Code::LimitExceeded,
        Code::CancellationIgnored,
    ];
    let mut threads = failure.threads.iter();
    // Within a call of the learner's the receiver may be at work.
    if !codes.contains(&failure.code)
        || failure.place.is_some()
        || at_the_peak(failure).is_some()
        || threads.any(|it| it.spawned.is_some() && is_left(it))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for object in &failure.objects {
        // Of the learner's own channel it matters if there is something in it.
        if object.created.is_some()
            && (object.queued.unwrap_or(0) == 0 || is_read_by_the_check(object.id, failure))
        {
            continue;
        }
        let name = names.object(object.id, failure);
        let receivers = object.handles.iter().filter(|it| it.role == "receiver");
        for made in receivers.filter_map(|it| it.made.as_ref()) {
            let text = format!("a receiver of {name} is made here, and never dropped");
            found.push((made, text));
        }
    }
    found.truncate(MOST);
    found
}

/// The check itself looks at it, and not only calls that look at it.
fn is_read_by_the_check(id: u32, failure: &Failure) -> bool {
    failure.steps.iter().any(|step| {
        step.object == Some(id)
            && step.thread == 0
            && step.operation == Operation::Receive
            && step.place.is_none()
    })
}

/// A channel of the learner's with room.
pub(in super::super) struct Buffer<'f> {
    /// Where it was created.
    pub(in super::super) place: &'f Place,
    /// How it is called.
    pub(in super::super) name: String,
    /// How many values wait in it.
    pub(in super::super) waits: Option<String>,
}

/// The learner's channels in which values wait, where that may be too many, or too old: the fullest first. Behind a
/// wrong order the one in which they waited may be empty again.
pub(in super::super) fn in_buffers<'f>(failure: &'f Failure, names: &Names) -> Vec<Buffer<'f>> {
    let codes = [
        Code::NotLazy,
        Code::LimitExceeded,
        Code::WrongOrder,
        Code::CancellationIgnored,
    ];
    let is_told = at_the_peak(failure).is_some() || !too_many_there(failure).is_empty();
    if !codes.contains(&failure.code) || is_told {
        return Vec::new();
    }
    let mut steps = failure.steps.iter();
    let read = steps.rfind(|it| it.thread == 0 && it.operation == Operation::Receive);
    let read = read.and_then(|it| it.object);
    let is_read = |it: &ObjectReport| {
        failure.code == Code::WrongOrder
            && Some(it.id) == read
            && has_room(it)
            && is_read_by_the_check(it.id, failure)
    };
    let waits = |it: &ObjectReport| it.queued.unwrap_or(0) > 0;
    let mut objects: Vec<&ObjectReport> = failure.objects.iter().collect();
    objects.retain(|it| it.created.is_some() && (waits(it) || is_read(it)));
    objects.sort_by_key(|it| std::cmp::Reverse(it.queued));
    let told = objects.into_iter().take(MOST).filter_map(|object| {
        let count = object.queued.unwrap_or(0);
        Some(Buffer {
            place: object.created.as_ref()?,
            name: names.object(object.id, failure),
            waits: match count {
                0 => None,
                1 => Some("1 value waits in it".to_owned()),
                count => Some(format!("{count} values wait in it")),
            },
        })
    });
    told.collect()
}

/// Where the locks were created that let in those who were inside when most were.
pub(in super::super) fn counts<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Vec<(&'f Place, String)> {
    let Some((_, inside)) = at_the_peak(failure) else {
        return Vec::new();
    };
    let last = |inside: &Step| {
        let mut own = failure.steps.iter().filter(|it| {
            it.thread == inside.thread && it.number < inside.number && it.place.is_some()
        });
        let last =
            own.rfind(|it| it.occurrence == Occurrence::Done && it.operation != Operation::Unlock)?;
        let takes = [Operation::Lock, Operation::Wait].contains(&last.operation);
        let lock = own.rfind(|it| it.operation == Operation::Lock);
        let lock = if last.operation == Operation::Wait {
            lock
        } else {
            Some(last)
        };
        lock.filter(|_| takes)?.object
    };
    let mut ids: Vec<u32> = inside.into_iter().filter_map(last).collect();
    ids.sort_unstable();
    ids.dedup();
    let told = ids.into_iter().take(MOST).filter_map(|id| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        let text = format!("{} is created here", names.object(id, failure));
        Some((object.created.as_ref()?, text))
    });
    told.collect()
}

/// Callers who work beside the threads that they started, when too many work: how each of them came in.
pub(in super::super) fn callers_inside(failure: &Failure) -> Vec<&Step> {
    let Some((_, inside)) = at_the_peak(failure) else {
        return Vec::new();
    };
    let is_own = |step: &Step| {
        let mut threads = failure.threads.iter();
        threads.any(|it| it.id == step.thread && it.spawned.is_some())
    };
    let (threads, mut callers): (Vec<&Step>, Vec<&Step>) =
        inside.into_iter().partition(|it| is_own(it));
    if threads.is_empty() {
        return Vec::new();
    }
    callers.retain(|it| !it.via.is_empty());
    callers
}

/// The same: where each of them begins to work, and how it is called.
pub(in super::super) fn callers_at_work<'f>(
    failure: &'f Failure,
    names: &Names,
) -> Vec<(&'f Place, String)> {
    let works = |step: &'f Step| {
        let call = step.via.first()?;
        let who = names.thread(step.thread);
        let text = format!("{who} is the caller, and works too from here");
        Some((call, text))
    };
    let callers = callers_inside(failure).into_iter();
    callers.filter_map(works).take(MOST).collect()
}
/// A channel with a bound, and room for a value.
pub(in super::super) fn has_room(channel: &ObjectReport) -> bool {
    channel.kind.contains("channel of capacity") && !channel.kind.ends_with(" 0")
}

/// A channel for values of anybody's: no timer.
pub(super) fn is_stream(failure: &Failure, id: Option<u32>) -> bool {
    let is_it =
        |kind: &str| kind == "unbounded channel" || kind.starts_with("channel of capacity ");
    let mut objects = failure.objects.iter();
    objects.any(|it| Some(it.id) == id && is_it(&it.kind))
}
