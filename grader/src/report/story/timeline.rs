//! What overlapped in virtual time and what did not, and who was inside at the peak.

use super::{Names, show};
use crate::text::{counted, duration};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Code, Failure, Occurrence, Operation, Place, Step, ThreadReport};

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

/// The time line, with what there is to say about it. Nothing, if no time passed, or steps were left out.
pub(in super::super) fn timeline(failure: &Failure, names: &Names) -> Vec<String> {
    if !is_about_time(failure.code) || failure.at == 0 || failure.elided > 0 {
        return Vec::new();
    }
    let measured = failure
        .steps
        .iter()
        .any(|it| it.operation == Operation::Enter);
    let spans = spans(failure, measured);
    let threads = rows(failure, &spans);
    if threads.is_empty() {
        return Vec::new();
    }
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

/// The threads that have a row: those that are busy, and the check's, where the time is measured that it waits for. None,
/// if none of them ever came to the learner's code, or one is busy all the time, and there is nothing else to be seen.
fn rows(failure: &Failure, spans: &[Span]) -> Vec<u32> {
    let is_about = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let has_row = |span: &&Span| span.busy || is_about && span.thread == 0;
    let rows: BTreeSet<u32> = spans.iter().filter(has_row).map(|it| it.thread).collect();
    let comes = |thread: u32| {
        let mut steps = failure.steps.iter();
        let spawned = |it: &ThreadReport| it.id == thread && it.spawned.is_some();
        failure.threads.iter().any(spawned)
            || steps.any(|it| it.thread == thread && it.place.is_some())
    };
    let rows: Vec<u32> = rows.into_iter().collect();
    let is_one_bar = |&thread: &u32| {
        let lane = lane(spans, thread, failure.at);
        lane.starts_with(['█', '░']) && lane.chars().all(|it| lane.starts_with(it))
    };
    let busy: BTreeSet<u32> = spans
        .iter()
        .filter(|it| it.busy)
        .map(|it| it.thread)
        .collect();
    let says_nothing = busy.len() == 1 && rows.iter().all(is_one_bar);
    if busy.is_empty() || says_nothing || !rows.iter().any(|it| comes(*it)) {
        return Vec::new();
    }
    rows
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
        // Nothing kept them from it.
        (many, most) if many == most && held(failure).is_none() => return None,
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

/// A lock that a thread has: since when, and where it took it.
struct Hold<'f> {
    number: u64,
    at: u64,
    place: Option<&'f Place>,
}

/// The lock that a thread holds while time passes and another waits for it, and where it is taken.
pub(in super::super) fn held(failure: &Failure) -> Option<(u32, &Place)> {
    let mut taken: BTreeMap<(u32, u32), Hold<'_>> = BTreeMap::new();
    // A wait on a condition variable gives back the lock that was taken last, until it is over.
    let mut lent: BTreeMap<u32, ((u32, u32), Hold<'_>)> = BTreeMap::new();
    for step in &failure.steps {
        let Some(object) = step.object else { continue };
        let (key, number, at) = ((step.thread, object), step.number, step.at);
        match (step.operation, step.occurrence) {
            (Operation::Lock, Occurrence::Done) => {
                let place = step.place.as_ref();
                taken.insert(key, Hold { number, at, place });
            }
            (Operation::Wait, Occurrence::Blocked) => {
                let own = taken.extract_if(.., |&(thread, _), _| thread == step.thread);
                let mut own: Vec<_> = own.collect();
                own.sort_by_key(|(_, hold)| hold.number);
                lent.extend(own.pop().map(|last| (step.thread, last)));
                taken.extend(own);
            }
            (Operation::Wait, _) => {
                if let Some((key, hold)) = lent.remove(&step.thread) {
                    taken.insert(key, Hold { number, at, ..hold });
                }
            }
            (Operation::Unlock, _) => {
                let Some(hold) = taken.remove(&key) else {
                    continue;
                };
                let waited = failure.steps.iter().any(|other| {
                    other.object == Some(object)
                        && other.thread != step.thread
                        && other.occurrence == Occurrence::Blocked
                        && (hold.number..number).contains(&other.number)
                });
                if at > hold.at && waited {
                    return Some((object, hold.place?));
                }
            }
            _ => {}
        }
    }
    None
}

/// A line of the learner's at which time passed.
pub(in super::super) struct Spent<'f> {
    /// The first wait there that let time pass.
    pub(in super::super) step: &'f Step,
    /// How much it counts against other lines: the time that passed there, however many waited.
    weight: u64,
    /// How long all its waits took together, in nanoseconds: of several threads they may overlap.
    pub(in super::super) time: u64,
    /// How long the longest of them took.
    pub(in super::super) longest: u64,
    /// How often.
    pub(in super::super) times: u64,
    /// More than one thread waited there.
    pub(in super::super) several: bool,
}

/// Where most time passed. Time passes when all wait, until the first of them has waited long enough:
/// it is that one's wait that took the time, not the wait of those who needed its result. Where that
/// wait is never the learner's (the check's work takes the time), it is the learner's longest. A sleep
/// that the learner wrote comes before all: whatever is waited for, a sleep does not notice it. A call that
/// is late by nothing but the check's work is late by where its caller waits for that. Who gave up waiting and then
/// waits once more, without a limit, is late by that.
pub(in super::super) fn longest<'f>(failure: &'f Failure, names: &Names) -> Option<Spent<'f>> {
    let mut waits: BTreeMap<u32, &Step> = BTreeMap::new();
    let [mut slept, mut own, mut called, mut all, mut after] =
        [(); 5].map(|()| Spending::default());
    let mut gave_up = BTreeSet::new();
    let is_check = |id: u32| {
        let thread = failure.threads.iter().find(|thread| thread.id == id);
        thread.is_some_and(|thread| thread.spawned.is_none())
    };
    let is_sleep = |step: &Step| step.operation == Operation::Sleep;
    let sleeps = |step: &Step| {
        let place = step.place.as_ref();
        is_sleep(step) && place.is_some_and(|place| names.is_sleep(place))
    };
    let mut before = 0;
    let mut expected = None;
    for step in &failure.steps {
        // Where steps were left out, nobody knows who waited how often.
        if expected.is_some_and(|number| number != step.number) {
            waits.clear();
            before = step.at;
        }
        expected = Some(step.number + 1);
        if let Some(wait) = waits.remove(&step.thread) {
            let whole = step.at.saturating_sub(wait.at);
            if sleeps(wait) {
                slept.add(wait, whole, whole);
            }
            // What sleeps in the check's code is work that the check gave.
            if !is_sleep(wait) || failure.code != Code::TooLate {
                own.add(wait, step.at - before, whole);
            }
            if is_check(wait.thread) {
                called.add(wait, whole, whole);
            }
            let has_limit = || wait.place.as_ref().is_some_and(|it| names.is_limited(it));
            if is_check(wait.thread) && gave_up.contains(&wait.thread) && !has_limit() {
                after.add(wait, whole, whole);
            }
            all.add(wait, whole, whole);
        }
        before = step.at;
        match step.occurrence {
            Occurrence::Blocked => _ = waits.insert(step.thread, step),
            Occurrence::TimedOut if step.place.is_some() => _ = gave_up.insert(step.thread),
            _ => {}
        }
    }
    if failure.code == Code::TooLate
        && let Some(spent) = after.most()
    {
        return Some(spent);
    }
    for wait in waits.into_values() {
        let whole = failure.at.saturating_sub(wait.at);
        all.add(wait, whole, whole);
    }
    let most = slept.most().or_else(|| own.most());
    most.or_else(|| called.most()).or_else(|| all.most())
}

/// Where a thread of the learner's waits for another, while that one works: the longest such wait, and
/// how long it took, in nanoseconds.
pub(in super::super) fn kept_waiting<'f>(failure: &'f Failure) -> Option<(u64, &'f Step)> {
    let mut waits: BTreeMap<u32, &Step> = BTreeMap::new();
    let mut longest: Option<(u64, &Step)> = None;
    let is_spawned = |id: u32| {
        let thread = failure.threads.iter().find(|thread| thread.id == id);
        thread.is_some_and(|thread| thread.spawned.is_some())
    };
    let waits_for_others = |step: &Step| {
        let operations = [
            Operation::Lock,
            Operation::Send,
            Operation::Wait,
            Operation::Barrier,
        ];
        operations.contains(&step.operation) && step.occurrence == Occurrence::Blocked
    };
    let mut over = |wait: &'f Step, at: u64| {
        let time = at.saturating_sub(wait.at);
        if time > longest.map_or(0, |(time, _)| time) && wait.place.is_some() {
            longest = Some((time, wait));
        }
    };
    for step in &failure.steps {
        if let Some(wait) = waits.remove(&step.thread) {
            over(wait, step.at);
        }
        if waits_for_others(step) && is_spawned(step.thread) {
            waits.insert(step.thread, step);
        }
    }
    for wait in waits.into_values() {
        over(wait, failure.at);
    }
    longest
}

/// Time by the line at which it passed.
#[derive(Default)]
struct Spending<'f> {
    places: BTreeMap<&'f Place, Spent<'f>>,
}

impl<'f> Spending<'f> {
    /// A wait took some time, of which so much is weighed.
    fn add(&mut self, wait: &'f Step, weight: u64, time: u64) {
        let Some(place) = wait.place.as_ref().filter(|_| weight > 0) else {
            return;
        };
        let spent = self.places.entry(place).or_insert(Spent {
            step: wait,
            weight: 0,
            time: 0,
            longest: 0,
            times: 0,
            several: false,
        });
        spent.weight += weight;
        spent.time += time;
        spent.longest = spent.longest.max(time);
        spent.times += 1;
        spent.several |= spent.step.thread != wait.thread;
    }

    /// The line with the most time; of several the first.
    fn most(self) -> Option<Spent<'f>> {
        let spent = self.places.into_values();
        spent.max_by_key(|spent| (spent.weight, u64::MAX - spent.step.number))
    }
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
    let moment =
        |column: u64| u128::from(end) * u128::from(2 * column + 1) / u128::from(2 * COLUMNS);
    let contains = |span: &Span, column: u64| {
        (u128::from(span.from)..u128::from(span.to)).contains(&moment(column))
    };
    // What is shorter than a column is shown in the one in which it begins.
    let short = |span: &Span, column: u64| {
        let begins = u128::from(span.from) * u128::from(COLUMNS) / u128::from(end.max(1));
        span.to > span.from
            && begins == u128::from(column)
            && !(0..COLUMNS).any(|column| contains(span, column))
    };
    let cell = |column: u64| {
        let mut inside = spans.iter().filter(|span| {
            span.thread == thread && (contains(span, column) || span.busy && short(span, column))
        });
        match inside.clone().any(|span| span.busy) {
            true => '█',
            false if inside.next().is_some() => '░',
            false => '·',
        }
    };
    (0..COLUMNS).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::timeline;
    use crate::{
        report::story::{
            Names,
            sample::{step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation, Step};

    #[test]
    fn a_chart_is_drawn_where_there_is_more_to_see_than_whole_bars() {
        let rows = |from: u64, line: u32| {
            let mut failure = bare(Code::TooLate, String::new());
            failure.at = 100;
            let mut source = thread(1);
            source.spawned = None;
            failure.threads.push(source);
            let (sleep, wait) = (Operation::Sleep, Operation::Wait);
            let blocked = Occurrence::Blocked;
            failure.steps.push(step(0, (1, line), sleep, 1, blocked));
            failure.steps.push(Step {
                at: from,
                ..step(1, (0, line), wait, 2, blocked)
            });
            timeline(&failure, &Names::of(&failure)).len()
        };
        // A title, the check and the one that sleeps.
        assert_eq!(rows(50, 3), 3);
        assert_eq!(rows(0, 3), 0);
        // Nobody comes to the learner's code.
        assert_eq!(rows(50, 0), 0);
    }
}
