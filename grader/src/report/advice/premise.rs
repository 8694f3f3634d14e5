//! What advice presumes: it is given only where the evidence bears it.

use super::mend;
use crate::report::story::{self, Names};
use wire::{
    Code, Failure, HandleReport, ObjectReport, Occurrence, Operation, State, Step, ThreadReport,
    Wait,
};

/// Advice for who sleeps and could wait for something.
pub(super) const SLEEPS: &str =
    "wait for what you need, with a limit, instead of sleeping: a sleep notices nothing";

/// Advice for who waits and does not look again.
pub(super) fn looks_once(failure: &Failure, names: &Names) -> Option<&'static str> {
    if story::idle(failure).is_some() {
        return Some(
            "wait in a `while` loop on the condition, not after an `if`: a wait may end for no reason",
        );
    }
    let looks_once =
        !story::once(failure, names).is_empty() || !story::flagged(failure, names).is_empty();
    looks_once.then_some(
        "wait in a `while` loop on the condition, not after an `if`: a wake-up may be meant for another",
    )
}

/// Advice for who goes by what was read before a wait, and for who gives up and leaves something behind.
pub(super) fn leaves(failure: &Failure, names: &Names) -> Option<&'static str> {
    if !story::kept_over(failure, names).is_empty() {
        return Some("look again after the wait: what was read before it may not be so any more");
    }
    (!story::left_in(failure, names).is_empty()).then_some(
        "take out on every way what was put in, and tell the others: who gives up must not stand in their way",
    )
}

/// Advice for who goes on although a channel is gone.
pub(super) fn gone(failure: &Failure, step: &Step) -> &'static str {
    if failure.code == Code::LostItem && step.operation == Operation::Send {
        "end the loop when the other side is gone: what is taken for it from then on is lost to the others"
    } else if step.operation == Operation::Select {
        "take the channel that has ended out of the `select!`, with `never()` in its place, and go on with \
         the others"
    } else {
        "end the loop when the other side is gone, or go on without it: `send` and `recv` say so with an `Err`"
    }
}

/// Where the evidence does not bear what the code's usual advice presumes.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    if failure.code == Code::NotConcurrent && failure.threads.len() == 1 {
        return Some(if sleeps_most(failure, names) {
            SLEEPS
        } else {
            "start threads for what is to go side by side: here the caller does it all"
        });
    }
    if failure.steps.is_empty() {
        return None;
    }
    let has_channel = failure.objects.iter().any(|it| it.kind.contains("channel"));
    Some(match failure.code {
        Code::TooLate if at_once(failure) => {
            let calls = |step: &Step| step.thread == 0 && step.operation != Operation::Sleep;
            let longest = story::longest(failure, names);
            if let Some(spent) = longest.filter(|spent| calls(spent.step)) {
                mend::at_once(&spent, failure, names)
            } else if story::waits_in_vain(failure, names) {
                "look at the condition under which it sends: what may go at once must not wait for the others"
            } else {
                "this should come at once: look at what is waited for before it"
            }
        }
        Code::TooLate | Code::TooEarly if !story::waits(failure) => {
            "nothing is waited for here: look at how the time is computed, and from which moment on"
        }
        Code::TooLate if !knows_limits(failure, names) && !waits_itself(failure, names) => {
            "look at what waits for what: what does not need the other can go side by side"
        }
        Code::TooEarly if !knows_time(failure, names) => {
            "look at what has to have happened first, and wait for that"
        }
        Code::NotConcurrent if sleeps_most(failure, names) => SLEEPS,
        Code::NotConcurrent
            if failure.at == 0 && super::waits(failure).any(|(wait, _)| sends(wait)) =>
        {
            "look at what is waited for: room in a channel, a turn, a lock of another"
        }
        Code::NotConcurrent if starts_late(failure) => {
            "start all of them before you wait for the first: an iterator that is not collected starts one after the other"
        }
        Code::NotConcurrent | Code::LostWakeup
            if story::silent(failure, names).is_empty()
                && !story::passed(failure, names).is_empty() =>
        {
            "who was woken and goes on may have changed what others wait for: notify them then, too"
        }
        Code::NotConcurrent if started(failure) == 1 => {
            "start more than one thread: here one does it all"
        }
        Code::MissingClose
            if failure
                .objects
                .iter()
                .any(|it| it.kind == "channel that never fires") =>
        {
            "return the receiver of a channel that a thread of yours sends on: this one stays open, and empty"
        }
        Code::WrongOrder if !has_channel && (started(failure) < 2 || locks(failure)) => {
            "look at what decides which of them comes first"
        }
        Code::CancellationIgnored if started(failure) == 0 && has_channel => {
            "look at whom a cancellation reaches, and at who keeps the sender that should have been dropped"
        }
        Code::LostItem if !takes(failure) => {
            "look at where it ends: a bound, a loop's condition, a return that comes too soon"
        }
        Code::LostWakeup if sleeps_on(failure, names) => SLEEPS,
        Code::LostWakeup if !story::silent(failure, names).is_empty() => {
            "notify under the lock after each change that somebody may wait for"
        }
        Code::BusyWait if tries_locks(failure) => {
            "block instead of asking, and take locks in one order, so that nobody waits in a circle"
        }
        Code::BusyWait | Code::Livelock if !asks(failure) && receives(failure) => {
            "end the loop, or drop the receiver: it goes on taking what comes, though nothing is made of it"
        }
        Code::BusyWait | Code::Livelock if !asks(failure) && !sleeps(failure, names) => {
            "let the loop wait for something, or end it: it goes round and round, and nothing changes by that"
        }
        Code::LimitExceeded
            if story::too_many_started(failure).is_some()
                || failure.message.contains(" threads for a limit") =>
        {
            "start no more threads than may work at once"
        }
        Code::LimitExceeded if locks(failure) => mend::under_locks(failure, names),
        Code::LimitExceeded if has_room(failure) => {
            "look at how much the channel holds: one place for each that may be inside"
        }
        _ => return None,
    })
}

/// The caller starts several threads, and never one before it has waited for the end of the one before.
fn starts_late(failure: &Failure) -> bool {
    let mut own = failure
        .steps
        .iter()
        .filter(|it| it.place.is_some())
        .peekable();
    let Some(caller) = own.peek().map(|it| it.thread) else {
        return false;
    };
    let (mut started, mut living) = (0, 0_u32);
    for step in own.filter(|it| it.thread == caller) {
        match (step.operation, step.occurrence) {
            (Operation::Spawn, _) if living > 0 => return false,
            (Operation::Spawn, _) => {
                started += 1;
                living += 1;
            }
            (Operation::Join, Occurrence::Done) => living = living.saturating_sub(1),
            _ => {}
        }
    }
    started > 1
}

/// The check itself waits for a thread's end, in a call of the code under test.
pub(super) fn caller_joins(failure: &Failure) -> bool {
    failure.threads.iter().any(|it| match &it.state {
        State::Blocked(wait) => {
            it.id == 0 && wait.operation == Operation::Join && wait.place.is_some()
        }
        _ => false,
    })
}

/// The check waits to receive from a channel of the code under test.
pub(super) fn check_waits_for_a_sender(failure: &Failure) -> bool {
    let check = failure.threads.iter().find(|it| it.id == 0);
    let Some(State::Blocked(wait)) = check.map(|it| &it.state) else {
        return false;
    };
    let own = |id: &u32| {
        let mut objects = failure.objects.iter();
        objects.any(|it| it.id == *id && it.created.is_some())
    };
    wait.operation == Operation::Receive && wait.objects.iter().any(own)
}

/// A thread has waited for as long as it wanted to.
pub(super) fn gave_up(thread: u32, failure: &Failure) -> bool {
    let mut steps = failure.steps.iter().filter(|it| it.thread == thread);
    steps.any(|it| it.occurrence == Occurrence::TimedOut && it.place.is_some())
}

/// There is something that could end a wait: a channel, a condition variable, a thread that may be unparked, or joined.
pub(super) fn could_be_woken(failure: &Failure) -> bool {
    let wakes = |it: &ObjectReport| {
        ["channel", "Condvar", "parking"]
            .iter()
            .any(|kind| it.kind.contains(kind))
    };
    failure.objects.iter().any(wakes) || started(failure) > 0
}

/// The check sends on a channel of the code under test, in a call of it, which starts no thread.
pub(super) fn caller_sends(failure: &Failure) -> bool {
    let own = |id: Option<u32>| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == id && it.created.is_some())
    };
    let sends = |it: &Step| {
        it.thread == 0 && it.operation == Operation::Send && it.place.is_some() && own(it.object)
    };
    started(failure) == 0 && failure.steps.iter().any(sends)
}

/// The code under test sends something.
pub(super) fn sends_any(failure: &Failure) -> bool {
    let sends = |it: &Step| it.operation == Operation::Send && it.place.is_some();
    failure.elided > 0 || failure.steps.iter().any(sends)
}

/// How many threads the code under test started.
fn started(failure: &Failure) -> usize {
    let threads = failure.threads.iter();
    threads.filter(|it| it.spawned.is_some()).count()
}

/// Somebody waits with a limit.
fn knows_limits(failure: &Failure, names: &Names) -> bool {
    let limited = |thread: &ThreadReport| match &thread.state {
        State::Blocked(wait) => wait.deadline.is_some(),
        _ => false,
    };
    let has_limit = |step: &Step| {
        let place = step.place.as_ref();
        step.occurrence == Occurrence::TimedOut || place.is_some_and(|it| names.is_limited(it))
    };
    let timer = |object: &ObjectReport| object.kind == "timer channel";
    failure.threads.iter().any(limited)
        || failure.steps.iter().any(has_limit)
        || failure.objects.iter().any(timer)
}

/// The code under test deals with time: limits, timers, sleeps of its own.
pub(super) fn knows_time(failure: &Failure, names: &Names) -> bool {
    knows_limits(failure, names) || failure.steps.iter().any(|it| names.is_own_sleep(it))
}

/// It was to take no time at all.
pub(super) fn at_once(failure: &Failure) -> bool {
    let mut figures = failure.figures.iter();
    figures.any(|it| it.name == "expected" && it.value == "0ns")
}

/// In its last steps the code under test sleeps.
fn sleeps(failure: &Failure, names: &Names) -> bool {
    let mut last = failure.steps.iter().rev().take(50);
    last.any(|it| names.is_own_sleep(it))
}

/// In its last steps the code under test receives what others send, and sends nothing itself.
fn receives(failure: &Failure) -> bool {
    let last = || failure.steps.iter().rev().take(50);
    let own = |operation: Operation| {
        last().any(|it| {
            it.operation == operation && it.occurrence == Occurrence::Done && it.place.is_some()
        })
    };
    own(Operation::Receive) && !own(Operation::Send)
}

/// A wait with a limit, in a line of the code under test, finds something ready again and again.
pub(super) fn finds_all_ready(failure: &Failure, names: &Names) -> bool {
    let limited = |it: &&Step| {
        it.operation == Operation::Receive
            && it.place.as_ref().is_some_and(|it| names.is_limited(it))
    };
    let ended = |it: &&Step| it.occurrence == Occurrence::TimedOut;
    let mut last = failure
        .steps
        .iter()
        .rev()
        .filter(limited)
        .skip_while(ended)
        .take(10)
        .peekable();
    let place = last.peek().and_then(|it| it.place.as_ref());
    let ready =
        last.take_while(|it| it.occurrence == Occurrence::Done && it.place.as_ref() == place);
    ready.count() == 10
}

/// In its last steps somebody asks, and is refused.
pub(super) fn asks(failure: &Failure) -> bool {
    let last = || failure.steps.iter().rev().take(50);
    last().any(|it| it.occurrence == Occurrence::Refused)
        || last().any(|it| matches!(it.operation, Operation::Yield | Operation::Load))
}

/// In its last steps somebody tries to take a lock, and is refused.
fn tries_locks(failure: &Failure) -> bool {
    let last = failure.steps.iter().rev().take(50);
    last.filter(|it| it.occurrence == Occurrence::Refused)
        .any(|it| matches!(it.operation, Operation::Lock | Operation::Read))
}

/// Each sender that is still open belongs to a thread that waits itself, and is not the one that waits for it.
pub(super) fn senders_wait(wait: &Wait, object: &ObjectReport, failure: &Failure) -> bool {
    let waits = |handle: &HandleReport| {
        let user = handle.last_used_by.unwrap_or(handle.made_by);
        let thread = failure.threads.iter().find(|it| it.id == user);
        match thread.map(|it| &it.state) {
            Some(State::Blocked(its)) => its != wait && its.operation != Operation::Park,
            _ => false,
        }
    };
    let mut senders = object.handles.iter().filter(|it| it.role == "sender");
    senders.all(waits)
}

/// Somebody waits for a thread's end.
pub(super) fn joins(failure: &Failure) -> bool {
    failure.threads.iter().any(|it| match &it.state {
        State::Blocked(wait) => wait.operation == Operation::Join,
        _ => false,
    })
}

/// The same, and only in the check's own code.
pub(super) fn the_check_joins(failure: &Failure) -> bool {
    let join = |state: &State| match state {
        State::Blocked(wait) if wait.operation == Operation::Join => Some(wait.place.is_none()),
        _ => None,
    };
    let mut all = failure.threads.iter().filter_map(|it| join(&it.state));
    joins(failure) && all.all(|is_its| is_its)
}

/// The check waits in the call of the code under test that made what it waits for, and receives nothing of that itself.
pub(super) fn is_called(wait: &Wait, failure: &Failure, names: &Names) -> bool {
    let received = |step: &Step| {
        step.operation == Operation::Receive
            && step.place.is_some()
            && step.object.is_some_and(|it| wait.objects.contains(&it))
    };
    if failure.steps.iter().any(received) {
        return false;
    }
    let check = failure.threads.iter().find(|it| it.id == 0);
    match check.map(|it| &it.state) {
        Some(State::Blocked(its)) => {
            its == wait && wait.place.is_some() && names.is_made_by_the_call(wait, failure)
        }
        _ => false,
    }
}

/// Some thread is left that sleeps, in a line of its own.
pub(super) fn sleeps_on(failure: &Failure, names: &Names) -> bool {
    let mut left = failure.threads.iter().filter(|it| story::is_left(it));
    left.any(|it| match &it.state {
        State::Sleeping { place, .. } => place.as_ref().is_some_and(|it| names.is_sleep(it)),
        _ => false,
    })
}

/// Most time passes in a sleep of the code under test.
fn sleeps_most(failure: &Failure, names: &Names) -> bool {
    story::longest(failure, names).is_some_and(|spent| names.is_own_sleep(spent.step))
}

/// The same, where it could wait for something instead.
pub(super) fn sleeps_in_vain(failure: &Failure, names: &Names) -> bool {
    sleeps_most(failure, names) && could_be_woken(failure)
}

/// Most time passes in a wait without a limit, in the caller itself.
fn waits_itself(failure: &Failure, names: &Names) -> bool {
    story::longest(failure, names).is_some_and(|spent| {
        let waits = [
            Operation::Wait,
            Operation::Receive,
            Operation::Select,
            Operation::Join,
        ];
        spent.step.thread == 0 && waits.contains(&spent.step.operation)
    })
}

/// The code under test takes locks.
fn locks(failure: &Failure) -> bool {
    let mut steps = failure.steps.iter();
    steps.any(|it| it.operation == Operation::Lock && it.place.is_some())
}

/// The code under test makes a channel with room.
fn has_room(failure: &Failure) -> bool {
    let mut own = failure.objects.iter().filter(|it| it.created.is_some());
    own.any(story::has_room)
}

/// The code under test takes something over: from a channel, or under a lock; or there is more than is shown.
fn takes(failure: &Failure) -> bool {
    let own = |step: &&Step| step.place.is_some();
    let takes = [
        Operation::Receive,
        Operation::Lock,
        Operation::Wait,
        Operation::Call,
    ];
    // What the check's own thread calls is work, and takes nothing over from another.
    let is_taken = |it: &Step| {
        takes.contains(&it.operation) && (it.operation != Operation::Call || it.thread != 0)
    };
    let mut steps = failure.steps.iter().filter(own);
    failure.elided > 0 || steps.any(is_taken)
}

/// It waits for room.
fn sends(wait: &Wait) -> bool {
    matches!(wait.operation, Operation::Send | Operation::Select) && wait.place.is_some()
}

/// Only one thread ever did what the check measures.
pub(super) fn works_alone(failure: &Failure) -> bool {
    let works = |step: &&Step| step.operation == Operation::Enter;
    let mut threads = failure.steps.iter().filter(works).map(|step| step.thread);
    let first = threads.next();
    first.is_some() && threads.all(|it| Some(it) == first)
}

/// Advice for who chose among channels. What a branch received is told as any receiving, at the place of its `select!`.
pub(super) fn selecting(failure: &Failure, names: &Names) -> Option<&'static str> {
    let places = failure.steps.iter().filter_map(|step| step.place.as_ref());
    let mut selects = places.filter(|it| names.is_select(it)).peekable();
    selects.peek()?;
    Some(if !selects.all(|it| names.called(it) == "select_biased") {
        "look at the signal first, in each turn and in every wait: of branches that are ready `select!` takes any"
    } else if mend::hears_in_time(failure, names) {
        "the signal was received in time: look at what is done after that, and at what was in hand by then"
    } else {
        "of branches that are ready `select_biased!` takes the first: look at their order, and at what follows the signal"
    })
}
