//! Who passed a wait and told nobody, where another had looked in vain just before that: what the first changed may be
//! what the second waits for.

use super::{
    Names,
    leads::{Lead, told},
    nth, wait_of, wakeups,
};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// A wait that goes on.
struct Waits {
    thread: u32,
    condvar: u32,
    /// The number of the step in which it began.
    from: u64,
    /// The number of the first step that is too late to end it in time.
    to: u64,
}

/// Where the last that passed while another waited had the lock, and where it let it go.
pub(in super::super) fn passed<'f>(failure: &'f Failure, names: &Names) -> Vec<Lead<'f>> {
    let Some((step, waits)) = last(failure) else {
        return Vec::new();
    };
    let mut before = told(failure).filter(|it| it.thread == step.thread && it.number < step.number);
    let lock = before.rfind(|it| it.operation == Operation::Lock);
    let Some(lock) = lock.and_then(|it| it.object) else {
        return Vec::new();
    };
    let mut after = told(failure).filter(|it| it.thread == step.thread && it.number > step.number);
    let Some(lets_go) =
        after.find(|it| it.operation == Operation::Unlock && it.object == Some(lock))
    else {
        return Vec::new();
    };
    let (who, other) = (names.thread(step.thread), names.thread(waits.thread));
    let (lock, condvar) = (
        names.object(lock, failure),
        names.object(waits.condvar, failure),
    );
    let looked = waits.from + 1;
    vec![
        Lead {
            step,
            text: format!("{who} was woken here after {other} had looked in vain in step {looked}"),
            primary: false,
        },
        Lead {
            step: lets_go,
            text: format!(
                "{who} lets {lock} go here, in step {}, and has not notified {condvar}",
                nth(lets_go)
            ),
            primary: false,
        },
    ]
}

/// The step in which it was woken, and who waits.
fn last(failure: &Failure) -> Option<(&Step, Waits)> {
    if failure.elided > 0 {
        return None;
    }
    let mut waiting = if failure.code == Code::NotConcurrent {
        long(failure)
    } else if failure.code == Code::LostWakeup {
        for_ever(failure)
    } else {
        Vec::new()
    };
    waiting.retain(|it| !is_told(failure, it));
    let found = waiting
        .into_iter()
        .filter_map(|waits| Some((silent(failure, &waits)?, waits)));
    found.min_by_key(|(step, _)| step.number)
}

/// Those who still wait on a condition variable.
fn for_ever(failure: &Failure) -> Vec<Waits> {
    let waits = failure.threads.iter().filter_map(|thread| {
        let wait = wait_of(thread).filter(|wait| wait.operation == Operation::Wait)?;
        Some(Waits {
            thread: thread.id,
            condvar: *wait.objects.first()?,
            from: wait.since.checked_sub(1)?,
            to: u64::MAX,
        })
    });
    waits.collect()
}

/// Those who waited on a condition variable while time passed.
fn long(failure: &Failure) -> Vec<Waits> {
    let mut open: BTreeMap<u32, &Step> = BTreeMap::new();
    let mut found = Vec::new();
    for step in &failure.steps {
        if let Some(wait) = open.remove(&step.thread)
            && step.at > wait.at
            && let Some(condvar) = wait.object
        {
            let later = |it: &&Step| it.at > wait.at;
            let to = failure.steps.iter().find(later).map_or(0, |it| it.number);
            found.push(Waits {
                thread: step.thread,
                condvar,
                from: wait.number,
                to,
            });
        }
        if step.operation == Operation::Wait && step.occurrence == Occurrence::Blocked {
            open.insert(step.thread, step);
        }
    }
    found
}

/// Somebody notified all who waited after this one had looked, or has not told all of them what it looked at last.
fn is_told(failure: &Failure, waits: &Waits) -> bool {
    let notifies = [Operation::NotifyOne, Operation::NotifyAll];
    let mut before = failure.steps.iter().filter(|step| {
        step.object == Some(waits.condvar)
            && notifies.contains(&step.operation)
            && step.number < waits.to
    });
    let last = before.next_back();
    last.is_none_or(|it| it.operation == Operation::NotifyOne || it.number > waits.from)
}

/// The last other that was woken there meanwhile and went on, if it notified nobody, and did not come to wait there
/// again: who does has looked, and may have changed nothing.
fn silent<'f>(failure: &'f Failure, waits: &Waits) -> Option<&'f Step> {
    let meanwhile = |step: &Step| {
        step.object == Some(waits.condvar) && (waits.from + 1..waits.to).contains(&step.number)
    };
    let step = told(failure).rfind(|step| {
        step.operation == Operation::Wait
            && step.occurrence == Occurrence::Done
            && step.thread != waits.thread
            && meanwhile(step)
            && !wakeups::waits_again(step, failure)
    })?;
    let waits_on = |it: &Step| {
        it.thread == step.thread
            && it.number > step.number
            && it.operation == Operation::Wait
            && meanwhile(it)
    };
    (!told(failure).any(waits_on)).then_some(step)
}
