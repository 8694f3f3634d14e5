//! What overlapped in virtual time and what did not, and who was inside at the peak.

use super::{Names, show};
use crate::text::{counted, duration};
use std::collections::BTreeMap;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Lanes shown at most.
const MOST_LANES: usize = 6;
/// Columns of a lane.
const COLUMNS: u64 = 40;

/// A stretch of a thread's virtual time.
struct Span {
    thread: u32,
    from: u64,
    to: u64,
    busy: bool,
}

/// Whether the code is about time or about how much happens at once.
fn is_about_time(code: Code) -> bool {
    matches!(
        code,
        Code::NotConcurrent | Code::LimitExceeded | Code::TooEarly | Code::TooLate
    )
}

/// The time line, with what there is to say about it. Nothing, if no time passed.
pub(in super::super) fn timeline(failure: &Failure, names: &Names) -> Vec<String> {
    if !is_about_time(failure.code) || failure.at == 0 {
        return Vec::new();
    }
    let measured = failure
        .steps
        .iter()
        .any(|it| it.operation == Operation::Enter);
    let spans = spans(failure, measured);
    let mut threads: Vec<u32> = Vec::new();
    for span in spans.iter().filter(|span| span.busy) {
        if !threads.contains(&span.thread) {
            threads.push(span.thread);
        }
    }
    if threads.is_empty() {
        return Vec::new();
    }
    threads.sort_unstable();
    let busy = if measured { "at work" } else { "asleep" };
    let end = duration(failure.at);
    let mut lines = vec![format!(
        "virtual time, from 0 s to {end} (█ {busy}, ░ waiting):"
    )];
    let shown = &threads[..threads.len().min(MOST_LANES)];
    let width = |&thread: &u32| names.thread(thread).chars().count();
    let widest = shown.iter().map(width).max().unwrap_or(0);
    for &thread in shown {
        let name = names.thread(thread);
        lines.push(format!(
            "  {name:<widest$}  {}",
            lane(&spans, thread, failure.at)
        ));
    }
    if threads.len() > shown.len() {
        let more = counted(threads.len() - shown.len(), "more thread");
        lines.push(format!("  … and {more}"));
    }
    lines
}

/// "3 threads, but never more than 1 at a time; `m`, locked at src/lib.rs:24, is held meanwhile"
pub(super) fn sentence(failure: &Failure, names: &Names) -> Option<String> {
    if failure.code != Code::NotConcurrent {
        return None;
    }
    let measured = failure
        .steps
        .iter()
        .any(|it| it.operation == Operation::Enter);
    let spans = spans(failure, measured);
    let mut threads: Vec<u32> = spans
        .iter()
        .filter(|it| it.busy)
        .map(|it| it.thread)
        .collect();
    threads.sort_unstable();
    threads.dedup();
    let at_once = peak(&spans);
    let how = match (threads.len(), at_once) {
        (0, _) => return None,
        (1, _) => format!("only {} ever works", names.thread(threads[0])),
        (many, 1) => format!("{many} threads work, but one at a time"),
        (many, most) => format!("{many} threads work, but never more than {most} at once"),
    };
    Some(match held(failure) {
        Some((object, place)) => {
            let lock = names.object(object, failure);
            let place = show(place);
            format!("{how}: {lock}, locked at {place}, is held across the work")
        }
        None => how,
    })
}

/// The lock that a thread holds while time passes and another waits for it, and where it is taken.
pub(in super::super) fn held(failure: &Failure) -> Option<(u32, &Place)> {
    let mut taken: BTreeMap<(u32, u32), &Step> = BTreeMap::new();
    for step in &failure.steps {
        let Some(object) = step.object else { continue };
        let key = (step.thread, object);
        match (step.operation, step.occurrence) {
            (Operation::Lock, Occurrence::Done) => {
                taken.insert(key, step);
            }
            (Operation::Unlock, _) => {
                let Some(lock) = taken.remove(&key) else {
                    continue;
                };
                let waited = failure.steps.iter().any(|other| {
                    other.object == Some(object)
                        && other.thread != step.thread
                        && other.occurrence == Occurrence::Blocked
                        && (lock.number..step.number).contains(&other.number)
                });
                if step.at > lock.at && waited {
                    return Some((object, lock.place.as_ref()?));
                }
            }
            _ => {}
        }
    }
    None
}

/// The step of the learner's at which most time passed, and how much.
pub(in super::super) fn longest(failure: &Failure) -> Option<(&Step, u64)> {
    let spent = |(index, step): (usize, &'_ Step)| {
        let rest = &failure.steps[index + 1..];
        let next = rest.iter().find(|other| other.thread == step.thread);
        next.map_or(failure.at, |next| next.at)
            .saturating_sub(step.at)
    };
    let steps = failure.steps.iter().enumerate();
    let waits = steps.filter(|(_, it)| it.occurrence == Occurrence::Blocked && it.place.is_some());
    let longest = waits
        .map(|(index, step)| (step, spent((index, step))))
        .max_by_key(|&(step, spent)| (spent, u64::MAX - step.number))?;
    (longest.1 > 0).then_some(longest)
}

/// Who was inside when most were, each with where the work began.
pub(in super::super) fn at_the_peak(failure: &Failure) -> Option<(u64, Vec<&Step>)> {
    if failure.code != Code::LimitExceeded {
        return None;
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
    (!best.1.is_empty()).then_some(best)
}

/// "at the peak, in step 14: `a` (since src/lib.rs:30), `b` (since src/lib.rs:30)"
pub(super) fn peak_sentence(failure: &Failure, names: &Names) -> Option<String> {
    let (number, inside) = at_the_peak(failure)?;
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
    Some(format!(
        "at the peak, in step {number}, {count} were at work: {list}{more}"
    ))
}

/// The stretches in which threads work or wait. Thread 0 is the check: it only looks on.
fn spans(failure: &Failure, measured: bool) -> Vec<Span> {
    let mut open: BTreeMap<(u32, bool), u64> = BTreeMap::new();
    let mut spans = Vec::new();
    let mut close = |open: &mut BTreeMap<(u32, bool), u64>, key: (u32, bool), to: u64| {
        if let Some(from) = open.remove(&key).filter(|&from| from < to) {
            let (thread, busy) = key;
            spans.push(Span {
                thread,
                from,
                to,
                busy,
            });
        }
    };
    let mut expected = None;
    for step in &failure.steps {
        if expected.is_some_and(|number| number != step.number) {
            open.clear();
        }
        expected = Some(step.number + 1);
        if step.thread == 0 && step.place.is_none() && step.operation != Operation::Enter {
            continue;
        }
        let (busy, waiting) = ((step.thread, true), (step.thread, false));
        close(&mut open, waiting, step.at);
        match (step.operation, step.occurrence) {
            (Operation::Enter, _) => {
                open.entry(busy).or_insert(step.at);
            }
            (Operation::Leave, _) => close(&mut open, busy, step.at),
            (Operation::Sleep, Occurrence::Blocked) if !measured => {
                open.insert(busy, step.at);
            }
            (Operation::Sleep, _) if !measured => close(&mut open, busy, step.at),
            (Operation::Sleep, _) => {}
            (_, Occurrence::Blocked) => {
                open.insert(waiting, step.at);
            }
            _ => {}
        }
    }
    for key in open.keys().copied().collect::<Vec<_>>() {
        close(&mut open, key, failure.at);
    }
    spans
}

/// How many worked at once, at most.
fn peak(spans: &[Span]) -> usize {
    let busy = || spans.iter().filter(|span| span.busy);
    let at = |moment: u64| {
        busy()
            .filter(|it| it.from <= moment && moment < it.to)
            .count()
    };
    busy().map(|span| at(span.from)).max().unwrap_or(0)
}

/// A thread's time as blocks.
fn lane(spans: &[Span], thread: u32, end: u64) -> String {
    let cell = |column: u64| {
        let moment = u128::from(end) * u128::from(2 * column + 1) / u128::from(2 * COLUMNS);
        let mut inside = spans.iter().filter(|span| {
            span.thread == thread && (u128::from(span.from)..u128::from(span.to)).contains(&moment)
        });
        match inside.clone().any(|span| span.busy) {
            true => '█',
            false if inside.next().is_some() => '░',
            false => '·',
        }
    };
    (0..COLUMNS).map(cell).collect()
}
