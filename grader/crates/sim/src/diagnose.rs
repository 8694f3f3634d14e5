//! From a stopped execution to its evidence: what is wrong, who waits for whom, who could help.

use crate::mask::Masks;
use crate::notice::{self, Lost};
use crate::object::{Handle, Kind, Object, ObjectId, Role};
use crate::runtime::{Fault, Runtime};
use crate::task::{PanicNote, TaskState};
use wire::{Code, Failure, HandleReport, ObjectReport, Operation, State, ThreadReport, Wait};

/// What is wrong with the state in which nobody could move any more, if anything is.
pub(crate) fn final_state(rt: &Runtime) -> Option<Fault> {
    if rt.body_done {
        return leak(rt);
    }
    Some(stuck(rt))
}

fn leak(rt: &Runtime) -> Option<Fault> {
    let left = unfinished(rt);
    if left.is_empty() {
        return None;
    }
    let (first, rest) = (left[0], left.len() - 1);
    let others = match rest {
        0 => String::new(),
        1 => " and 1 other thread".into(),
        n => format!(" and {n} other threads"),
    };
    let what = describe_wait(rt, first);
    let name = thread_name(rt, first);
    let verb = if rest == 0 { "is" } else { "are" };
    Some(Fault::new(
        Code::ThreadLeak,
        format!("the check is over, but {name}{others} {verb} still there: {name} {what}"),
    ))
}

fn stuck(rt: &Runtime) -> Fault {
    let cycle = find_cycle(rt);
    if let Some(fault) = stuck_during(rt, &cycle) {
        return fault;
    }
    if cycle.len() == 1 {
        let name = thread_name(rt, cycle[0]);
        let what = describe_wait(rt, cycle[0]);
        return Fault::new(
            Code::SelfDeadlock,
            format!("{name} {what}, which it holds itself"),
        );
    }
    if cycle.is_empty()
        && let Some(lost) = notice::lost(rt)
    {
        let how = match lost {
            Lost::TooSoon => "came while nobody waited".to_owned(),
            Lost::On(thread) => {
                let name = thread_name(rt, thread);
                format!("woke {name} alone, which could not go on")
            }
        };
        let waits = waits(rt);
        let message = format!("a notification {how}, and no other will come: {waits}");
        return Fault::new(Code::LostWakeup, message);
    }
    Fault::new(
        Code::Deadlock,
        format!("nobody can move any more: {}", waits(rt)),
    )
}

/// The check has said what it means if nobody can move here. An output that is never closed is meant
/// only if nobody else is stuck: otherwise that is the cause.
fn stuck_during(rt: &Runtime, cycle: &[u32]) -> Option<Fault> {
    let &(code, ref expected) = rt.during.last()?;
    if code == Code::MissingClose {
        if !cycle.is_empty() || !unfinished(rt).is_empty() {
            return None;
        }
        let what = describe_wait(rt, 0);
        return Some(Fault::new(
            code,
            format!(
                "{expected} is never closed: the check {what}, and every other thread has ended"
            ),
        ));
    }
    Some(Fault::new(
        code,
        format!("nobody can move any more: {}", waits(rt)),
    ))
}

/// A thread that has moved no value for so many steps only asks.
const RECENT: u64 = 1_000;

/// At the step limit: is somebody spinning, is everybody busy for nothing, or does only a clock tick?
pub(crate) fn never_ends(rt: &Runtime) -> Fault {
    let main = &rt.tasks[0];
    let stuck_main = main.state == TaskState::Blocked && main.wait.deadline.is_none();
    let since = rt.steps - main.wait.step.min(rt.steps);
    let ticking = rt.advances > rt.limits.steps / 100;
    if stuck_main && ticking && since > rt.limits.steps / 2 {
        let what = describe_wait(rt, 0);
        return Fault::new(
            Code::Deadlock,
            format!("the check {what}, and all that still moves is waiting for time to pass"),
        );
    }
    let movers = (0..rt.tasks.len()).filter(|&id| is_mover(rt, id)).count();
    let (code, text) = if movers <= 1 && rt.steps - rt.last_mark < RECENT {
        (
            Code::EndlessComputation,
            "one thread goes on and on, and nobody else can move",
        )
    } else if movers <= 1 {
        (
            Code::BusyWait,
            "one thread keeps running without getting anywhere, and nobody else can move",
        )
    } else {
        (
            Code::Livelock,
            "threads keep moving, and none of them gets on",
        )
    };
    Fault::new(
        code,
        format!("no end after {} turns: {text}", rt.limits.steps),
    )
}

/// Whether a thread has run in the last steps.
fn is_mover(rt: &Runtime, id: usize) -> bool {
    let task = &rt.tasks[id];
    let current = u32::try_from(id).is_ok_and(|id| id == rt.current);
    task.state != TaskState::Finished && (current || rt.steps - task.last_run < RECENT)
}

fn unfinished(rt: &Runtime) -> Vec<u32> {
    (1..rt.tasks.len())
        .filter(|&id| rt.tasks[id].state != TaskState::Finished)
        .filter_map(|id| u32::try_from(id).ok())
        .collect()
}

/// Waits told in one message.
const MOST_WAITS: usize = 4;

/// "main waits to receive from …; worker waits to lock …"
fn waits(rt: &Runtime) -> String {
    let blocked: Vec<String> = (0..rt.tasks.len())
        .filter(|&id| rt.tasks[id].state == TaskState::Blocked)
        .filter_map(|id| u32::try_from(id).ok())
        .map(|id| format!("{} {}", thread_name(rt, id), describe_wait(rt, id)))
        .collect();
    let mut text = blocked
        .iter()
        .take(MOST_WAITS)
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    let more = blocked.len().saturating_sub(MOST_WAITS);
    if more > 0 {
        text = format!("{text}; and {more} more threads wait");
    }
    text
}

fn thread_name(rt: &Runtime, id: u32) -> String {
    if id == 0 {
        return "the check".into();
    }
    match &rt.tasks[id as usize].name {
        Some(name) => format!("`{name}`"),
        None => format!("thread {id}"),
    }
}

fn describe_wait(rt: &Runtime, id: u32) -> String {
    let task = &rt.tasks[id as usize];
    if task.state != TaskState::Blocked {
        return "keeps running".into();
    }
    let object = |preposition: &str| match task.wait.arms.as_slice() {
        [arm] => format!("{preposition} {}", describe_object(rt, arm.object)),
        arms => format!("{preposition} one of {} channels", arms.len()),
    };
    match task.wait.operation {
        Operation::Lock => object("waits for the lock of"),
        Operation::Read => object("waits for a read lock of"),
        Operation::Send => object("waits to send into"),
        Operation::Receive => object("waits to receive from"),
        Operation::Select if task.wait.arms.is_empty() => {
            "waits in a select without any branch".into()
        }
        Operation::Select => object("waits in a select for"),
        Operation::Wait => object("waits on"),
        Operation::Sleep => "sleeps again and again".into(),
        Operation::Park => "is parked".into(),
        _ => object("waits for"),
    }
}

fn describe_object(rt: &Runtime, id: ObjectId) -> String {
    match rt.objects[id.0 as usize].kind {
        Kind::Thread(thread) => format!("the end of {}", thread_name(rt, thread)),
        Kind::Scope => "the threads of a scope".into(),
        Kind::Never => "a channel that never fires".into(),
        kind @ (Kind::Channel(None) | Kind::Atomic) => format!("an {}", kind.describe()),
        kind => format!("a {}", kind.describe()),
    }
}

/// The shortest chain of threads, each of which waits for a lock or the end of the next.
fn find_cycle(rt: &Runtime) -> Vec<u32> {
    let mut best: Vec<u32> = Vec::new();
    for start in 0..u32::try_from(rt.tasks.len()).unwrap_or(0) {
        let mut path = vec![start];
        let mut at = start;
        while let Some(next) = waits_for(rt, at) {
            if next == start {
                if best.is_empty() || path.len() < best.len() {
                    best.clone_from(&path);
                }
                break;
            }
            if path.contains(&next) {
                break;
            }
            path.push(next);
            at = next;
        }
    }
    best
}

/// The thread whose move a blocked thread needs, if it is one alone.
fn waits_for(rt: &Runtime, id: u32) -> Option<u32> {
    let task = &rt.tasks[id as usize];
    if task.state != TaskState::Blocked || task.wait.deadline.is_some() {
        return None;
    }
    let [arm] = task.wait.arms.as_slice() else {
        return None;
    };
    let object = &rt.objects[arm.object.0 as usize];
    match object.kind {
        Kind::Thread(thread) => Some(thread),
        _ => object.owners.first().copied(),
    }
}

/// The evidence of a failed, traced execution.
pub(crate) fn evidence(rt: &mut Runtime, fault: Fault, schedule: String) -> Failure {
    let cycle = if fault.code == Code::Deadlock || fault.code == Code::SelfDeadlock {
        find_cycle(rt)
    } else {
        Vec::new()
    };
    let threads = (0..rt.tasks.len())
        .map(|id| thread_report(rt, id))
        .collect();
    let objects = object_reports(rt);
    let place = fault.place.clone().or_else(|| place_of(rt, &fault));
    let trace = rt.trace.take().unwrap_or_default();
    let elided = trace.elided;
    let mut failure = Failure {
        code: fault.code,
        message: fault.message,
        figures: fault.figures,
        place,
        threads,
        objects,
        steps: trace.into_steps(),
        elided,
        cycle,
        at: rt.now,
        output: std::mem::take(&mut rt.output),
        schedule,
        uncontrolled: false,
        exploration: None,
    };
    mask_addresses(&mut failure);
    failure
}

/// Masks the addresses in every text that the code under test can have written.
fn mask_addresses(failure: &mut Failure) {
    let panics = failure.threads.iter_mut().filter_map(|thread| {
        let State::Panicked { message, .. } = &mut thread.state else {
            return None;
        };
        Some(message)
    });
    let texts: Vec<&mut String> = std::iter::once(&mut failure.message)
        .chain(failure.figures.iter_mut().map(|figure| &mut figure.value))
        .chain(panics)
        .chain(
            failure
                .steps
                .iter_mut()
                .filter_map(|step| step.note.as_mut()),
        )
        .chain([&mut failure.output])
        .collect();
    let originals: Vec<String> = texts.iter().map(|text| (**text).clone()).collect();
    let mut masks = Masks::default();
    for (text, original) in texts.into_iter().zip(&originals) {
        *text = masks.apply(original);
    }
}

/// Where a failure shows: the last learner's line of the thread that found it; or, if nobody can move, the first at
/// which somebody is stuck.
fn place_of(rt: &Runtime, fault: &Fault) -> Option<wire::Place> {
    let last = |id: u32| rt.tasks[id as usize].traced.as_ref()?.last.clone();
    if let Some(place) = rt.failed_by.and_then(last) {
        return Some(place);
    }
    let leaked = fault.code == Code::ThreadLeak;
    rt.tasks
        .iter()
        .skip(usize::from(leaked))
        .filter(|task| !matches!(task.state, TaskState::Finished | TaskState::Settling))
        .find_map(|task| task.traced.as_ref()?.last.clone())
}

fn thread_report(rt: &Runtime, index: usize) -> ThreadReport {
    let task = &rt.tasks[index];
    let id = u32::try_from(index).expect("fewer than 2^32 threads");
    let place = task.traced.as_ref().and_then(|traced| traced.last.clone());
    let state = match (task.state, &task.panic) {
        (TaskState::Finished, Some(note)) => panicked(note),
        (TaskState::Ready, Some(note)) if note.fatal => panicked(note),
        (TaskState::Finished, None) => State::Finished,
        (TaskState::Blocked, _) if task.wait.operation == Operation::Sleep => State::Sleeping {
            place,
            until: task.wait.deadline.unwrap_or(u64::MAX),
        },
        (TaskState::Blocked, _) => State::Blocked(Wait {
            operation: task.wait.operation,
            objects: task.wait.arms.iter().map(|arm| arm.object.0).collect(),
            place,
            since: task.wait.since,
            deadline: task.wait.deadline,
        }),
        (TaskState::Ready | TaskState::Settling, _) => State::Runnable { place },
    };
    ThreadReport {
        id,
        name: task.name.clone().unwrap_or_else(|| format!("thread {id}")),
        label: String::new(),
        spawned: task
            .traced
            .as_ref()
            .and_then(|traced| traced.spawned.clone()),
        state,
    }
}

fn panicked(note: &PanicNote) -> State {
    State::Panicked {
        message: note.message.clone(),
        place: note.place.clone(),
    }
}

/// The objects that somebody waits for, or holds, or that steps mention: all that were traced.
fn object_reports(rt: &Runtime) -> Vec<ObjectReport> {
    (0..rt.objects.len())
        .filter_map(|index| object_report(rt, index))
        .collect()
}

fn object_report(rt: &Runtime, index: usize) -> Option<ObjectReport> {
    let object: &Object = &rt.objects[index];
    let traced = object.traced.as_ref()?;
    Some(ObjectReport {
        id: u32::try_from(index).ok()?,
        kind: object.kind.describe(),
        label: String::new(),
        created: traced.created.clone(),
        via: traced.via.clone(),
        held_by: object.owners.clone(),
        taken: traced.taken.first().cloned().flatten(),
        handles: traced.handles.iter().map(handle_report).collect(),
        queued: traced.queued,
        put: traced.put.clone(),
    })
}

fn handle_report(handle: &Handle) -> HandleReport {
    HandleReport {
        role: match handle.role {
            Role::Sender => "sender".into(),
            Role::Receiver => "receiver".into(),
        },
        made_by: handle.made_by,
        made: handle.made.clone(),
        last_used_by: handle.last_used_by,
    }
}
