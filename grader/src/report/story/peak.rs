//! Who was inside when most were, or when some were who may not meet.

use super::{Names, is_left, show};
use std::collections::BTreeMap;
use wire::{Code, Failure, Operation, Place, Step};

/// Who was inside when most were, each with where the work began.
pub(in super::super) fn at_the_peak(failure: &Failure) -> Option<(u64, Vec<&Step>)> {
    if failure.code != Code::LimitExceeded || is_about_threads(failure) || counts_threads(failure) {
        return None;
    }
    if let Some(met) = met(failure) {
        return Some(met);
    }
    let mut inside: BTreeMap<Option<u32>, Vec<&Step>> = BTreeMap::new();
    let mut best: (u64, Vec<&Step>) = (0, Vec::new());
    for step in &failure.steps {
        let crowd = inside.entry(step.object).or_default();
        match step.operation {
            Operation::Enter => {
                crowd.push(step);
                if crowd.len() > best.1.len() {
                    best = (step.number, crowd.clone());
                }
            }
            Operation::Leave => {
                if let Some(at) = crowd.iter().position(|it| it.thread == step.thread) {
                    crowd.remove(at);
                }
            }
            _ => {}
        }
    }
    // One alone is no crowd: what it met is something else that the check counts, or holds itself.
    (best.1.len() > 1).then_some(best)
}

/// Threads that were still inside when the check failed, at work that it measures apart: who reads and who writes. The
/// last of them to come met the others. Of a number that was too high it is told when it was highest.
fn met(failure: &Failure) -> Option<(u64, Vec<&Step>)> {
    if failure.elided > 0 || failure.figures.iter().any(|it| it.name == "at once") {
        return None;
    }
    let mut inside: Vec<&Step> = Vec::new();
    for step in &failure.steps {
        let one = (step.thread, step.object);
        match step.operation {
            Operation::Enter => inside.push(step),
            Operation::Leave => {
                let left = inside
                    .iter()
                    .rposition(|it| (it.thread, it.object) == one)?;
                inside.remove(left);
            }
            _ => {}
        }
    }
    let last = *inside.last()?;
    let is_other = |it: &&Step| it.object != last.object && it.thread != last.thread;
    inside.iter().any(is_other).then_some((last.number, inside))
}

/// Not how many worked at once was too much, but how many threads did.
fn is_about_threads(failure: &Failure) -> bool {
    failure.message.contains("different threads")
        || failure.message.contains("number of threads that ")
}

/// Not how many work is too much, but how many threads there are.
fn counts_threads(failure: &Failure) -> bool {
    failure.message.contains(" threads for a limit")
}

/// Where the threads were started that had not ended, and how many there, where there were too many.
pub(in super::super) fn too_many_there(failure: &Failure) -> Vec<(&Place, usize)> {
    let mut places: BTreeMap<&Place, usize> = BTreeMap::new();
    let threads = failure.threads.iter().filter(|it| is_left(it));
    for place in threads.filter_map(|it| it.spawned.as_ref()) {
        *places.entry(place).or_default() += 1;
    }
    places
        .into_iter()
        .filter(|_| counts_threads(failure))
        .collect()
}

/// Where the threads that worked were spawned, and how many there, where there were too many.
pub(in super::super) fn workers(failure: &Failure) -> Vec<(&Place, usize)> {
    if !is_about_threads(failure) {
        return Vec::new();
    }
    let worked = |id: u32| {
        let mut steps = failure.steps.iter();
        steps.any(|step| step.thread == id && step.operation == Operation::Enter)
    };
    let mut places: BTreeMap<&Place, usize> = BTreeMap::new();
    for thread in failure.threads.iter().filter(|thread| worked(thread.id)) {
        if let Some(place) = &thread.spawned {
            *places.entry(place).or_default() += 1;
        }
    }
    places.into_iter().collect()
}

/// "at the peak, in step 14: `a` (since src/lib.rs:30), `b` (since src/lib.rs:30)"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    let (number, inside) = at_the_peak(failure)?;
    let number = number + 1;
    let meet = met(failure).is_some();
    let who = |step: &&Step| {
        let since = step
            .place
            .as_ref()
            .map(|place| format!(" (since {})", show(place)));
        format!("{}{}", names.thread(step.thread), since.unwrap_or_default())
    };
    let list: Vec<String> = inside.iter().take(5).map(who).collect();
    let more = match inside.len() - list.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let count = inside.len();
    let list = list.join(", ");
    Some(if meet {
        format!("{count} were at work together from step {number} on: {list}{more}")
    } else {
        format!("at the peak, in step {number}, {count} were at work: {list}{more}")
    })
}
