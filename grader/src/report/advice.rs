//! One line of advice for each diagnosis, and what is said at the place where it shows.

pub(super) mod asked;
mod beside;
mod ends;
mod here;
mod mend;
mod premise;
mod special;

pub(super) use here::{SHOWED, here};

use super::story::{self, Names};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation, State, Step, Wait};

/// What to do about it: one line, for the kind of wait that the evidence shows.
pub(super) fn advice(failure: &Failure, names: &Names) -> &'static str {
    premise::looks_once(failure, names)
        .or_else(|| premise::leaves(failure, names))
        .or_else(|| beside::advice(failure, names))
        .or_else(|| special::advice(failure, names))
        .or_else(|| story::advice_of_a_panic(failure, names))
        .or_else(|| story::advice_of_what_went(failure))
        .or_else(|| ends::silence(failure, names))
        .or_else(|| mend::first(failure, names))
        .or_else(|| by_evidence(failure, names))
        .or_else(|| premise::advice(failure, names))
        .or_else(|| ends::value(failure, names))
        .or_else(|| mend::last(failure, names))
        .unwrap_or_else(|| by_code(failure.code))
}

/// Advice for what is special in this failure.
fn by_evidence(failure: &Failure, names: &Names) -> Option<&'static str> {
    let is_alone = failure
        .threads
        .iter()
        .all(|thread| thread.spawned.is_none());
    let has_channel = failure.objects.iter().any(|it| it.kind.contains("channel"));
    Some(match failure.code {
        _ if story::between(failure, names).is_some() => mend::in_one_step(failure, names),
        _ if story::wants_a_panic(failure) && story::provoked(failure).is_some() => {
            "let the panic reach the caller: `join` gives it as an `Err`, and `resume_unwind` goes on with it"
        }
        _ if story::wants_a_panic(failure) => {
            "check first whether the call is allowed at all, and panic with a message that names what is not"
        }
        Code::WrongValue if !story::makers(failure, names).is_empty() => {
            "look at each line that writes the part which is wrong: what it writes, and how often it is reached"
        }
        Code::TooEarly if story::woken_early(failure, names).is_some() => {
            "wait in a loop, for what is left of the time: a wake-up alone says nothing"
        }
        Code::SelfDeadlock if waits_for_itself(failure) => {
            "let somebody else wait for this thread's end: keep its handle outside of it"
        }
        _ if story::asks_the_gone(failure).is_some() => {
            return story::asks_the_gone(failure).map(|step| premise::gone(failure, step));
        }
        Code::EndlessComputation if story::endless(failure).is_some() => by_code(Code::NotLazy),
        Code::Deadlock if waits_for_the_check(failure) && premise::caller_joins(failure) => {
            "do not wait for the end of a thread that may wait for your caller: go on with what is known already"
        }
        Code::Deadlock | Code::MissingClose if waits_for_the_check(failure) => {
            "it waits for this alone: wait for all that can come at once, and not in your caller's thread \
             if the stream is to be returned first"
        }
        Code::Deadlock if failure.cycle.is_empty() => orphan(failure, names),
        Code::CancellationIgnored if story::open_still(failure).is_some() => {
            "look at whom a cancellation reaches, and at who keeps the sender that should have been dropped"
        }
        Code::Panic
            if ["SendError", "RecvError", "Disconnected"]
                .iter()
                .any(|it| failure.message.contains(it)) =>
        {
            "that the other side has gone is no accident: end the thread, or go on without it, instead of `unwrap`"
        }
        Code::Panic if failure.message.contains("overflow when adding duration") => {
            "a limit may reach beyond every moment: `checked_add`, and wait without a limit where there is none"
        }
        Code::NotLazy => return too_far_ahead(failure, has_channel),
        Code::NotConcurrent if premise::works_alone(failure) => ends::alone(failure),
        Code::ThreadLeak | Code::CancellationIgnored if premise::sleeps_on(failure, names) => {
            "a sleep notices nothing: wait for what ends the thread, instead of sleeping"
        }
        Code::ThreadLeak if !story::shared_end(failure, names).is_empty() => HELD,
        Code::ThreadLeak | Code::CancellationIgnored => left_over(failure, names, has_channel),
        Code::LimitExceeded => return too_many(failure, names),
        Code::TooEarly if failure.at == 0 && !failure.steps.is_empty() => {
            "look at what has to have happened first, and wait for that"
        }
        Code::TooLate if premise::finds_all_ready(failure, names) => {
            "what is ready is taken even when no time is left: end the loop by the clock, in each turn"
        }
        Code::TooEarly | Code::TooLate
            if !failure.steps.is_empty()
                && !figure(failure, "took")
                && premise::knows_time(failure, names)
                && !premise::sleeps_in_vain(failure, names) =>
        {
            "compare moments, not rounded durations, and begin each period where the contract says"
        }
        Code::TooLate if !premise::at_once(failure) => return late(failure, names),
        Code::LostWakeup
            if failure.message.starts_with("a notification woke") || wakes_one_of_many(failure) =>
        {
            WAKE_ALL
        }
        Code::DuplicatedItem if !failure.steps.is_empty() && !premise::sends_any(failure) => {
            "look for what is done once too often: a loop that goes one round too far, a condition that still holds"
        }
        Code::WrongOrder if is_alone || has_one_source(failure) => {
            "look at what decides which of two items comes first"
        }
        Code::Livelock if premise::asks(failure) && !gives_way(failure) => by_code(Code::BusyWait),
        _ => return None,
    })
}

/// Advice for what is made, or taken, before anybody wants it.
fn too_far_ahead(failure: &Failure, has_channel: bool) -> Option<&'static str> {
    let is_unbounded = |it: &ObjectReport| it.kind == "unbounded channel" && it.created.is_some();
    if premise::caller_sends(failure) {
        return Some(
            "send from a thread of its own, on a channel with a bound: here the call itself makes all of it",
        );
    }
    if story::twice_taken(failure).is_some() {
        return Some(
            "take one value, hand it on, and only then take the next: here several are taken first",
        );
    }
    (has_channel && !failure.objects.iter().any(is_unbounded)).then_some(
        "count what is in buffers and in hands: make, or take, a value only when there is room for it",
    )
}

/// Advice for a limit that was exceeded.
fn too_many(failure: &Failure, names: &Names) -> Option<&'static str> {
    let is_alone = failure.threads.iter().all(|it| it.spawned.is_none());
    if !story::workers(failure).is_empty() {
        return Some("start that many threads once, and let each take one item after the other");
    }
    if !story::callers_inside(failure).is_empty() {
        return Some(
            "your caller works too, beside the threads: start one less, or let it only wait",
        );
    }
    if story::at_the_peak(failure).is_some() || !story::too_many_there(failure).is_empty() {
        return None;
    }
    if failure.message.contains("still kept") || !story::kept_receivers(failure, names).is_empty() {
        return Some(HELD);
    }
    Some(
        if failure.objects.iter().any(|it| it.kind.contains("channel")) {
            "count all that is taken and not yet handed over: what is in buffers and in hands, too"
        } else if is_alone {
            "look at what is counted or kept, and at the moment when it is given or let go"
        } else {
            "count all that was given, and wait while there is no room: look and take under one lock"
        },
    )
}

const HELD: &str =
    "look for who still holds what should have been let go: drop it, and each clone of it";

/// Advice for what takes too long.
fn late(failure: &Failure, names: &Names) -> Option<&'static str> {
    let spent = story::longest(failure, names)?;
    let place = spent.step.place.as_ref()?;
    match spent.step.operation {
        Operation::Sleep if names.is_sleep(place) && !premise::could_be_woken(failure) => {
            Some("look at how long it sleeps: how that is computed, and from which moment on")
        }
        Operation::Join if premise::gave_up(spent.step.thread, failure) => Some(
            "who has given up does not wait for the one who is late: let its handle go, without `join` and without a scope",
        ),
        Operation::Sleep if names.is_sleep(place) => Some(premise::SLEEPS),
        Operation::Wait
            if spent.times == 1 && !has_limit(spent.step, failure)
                || story::silent_before_the_limit(failure).is_some() =>
        {
            Some("notify whoever waits as soon as what they wait for has changed")
        }
        Operation::Send => Some(
            "a send waits until there is room: let somebody receive meanwhile, or `select!` over it and the limit",
        ),
        Operation::Receive if !has_limit(spent.step, failure) && spent.times == 1 => Some(
            "wait with a limit, for what is left of the time: `recv_deadline`, or a `select!` with `at`",
        ),
        Operation::Join => Some("hand on what is there, before you wait for the end of the others"),
        _ if spent.times > 1 && names.is_limited(place) => {
            Some(mend::several_waits(&spent, failure))
        }
        _ => None,
    }
}

/// A wait of this kind, at this place, has ended by its limit.
fn has_limit(wait: &Step, failure: &Failure) -> bool {
    failure.steps.iter().any(|step| {
        step.operation == wait.operation
            && step.place == wait.place
            && step.occurrence == Occurrence::TimedOut
    })
}

/// A thread joins itself.
fn waits_for_itself(failure: &Failure) -> bool {
    let joins = |state: &State| match state {
        State::Blocked(wait) => wait.operation == Operation::Join,
        _ => false,
    };
    let mut threads = failure.threads.iter();
    threads.any(|it| failure.cycle.contains(&it.id) && joins(&it.state))
}

/// A figure of this name is told.
fn figure(failure: &Failure, name: &str) -> bool {
    failure.figures.iter().any(|figure| figure.name == name)
}

/// Somebody tries, is refused, and tries again: others got in between.
fn gives_way(failure: &Failure) -> bool {
    let last = failure.steps.iter().rev().take(50);
    last.filter(|step| {
        matches!(
            step.operation,
            Operation::Lock | Operation::Read | Operation::Update
        )
    })
    .any(|step| step.occurrence == Occurrence::Refused)
}

/// A thread of the code under test, or a call of it, waits for what only the check could send.
fn waits_for_the_check(failure: &Failure) -> bool {
    waits(failure).any(|(wait, object)| {
        let mut senders = object
            .handles
            .iter()
            .filter(|it| it.role == "sender")
            .peekable();
        matches!(wait.operation, Operation::Receive | Operation::Select)
            && wait.place.is_some()
            && senders.peek().is_some()
            && senders.all(|sender| sender.made.is_none())
    })
}

/// Advice for a deadlock without a circle.
fn orphan(failure: &Failure, names: &Names) -> &'static str {
    let has = |role: &str, object: &ObjectReport| object.handles.iter().any(|it| it.role == role);
    let panicked = story::provoked(failure).is_some();
    // Those of the code under test first: what the check waits for, it can do nothing about itself.
    let own = waits(failure).filter(|(wait, _)| wait.place.is_some());
    let checks = waits(failure).filter(|(wait, _)| wait.place.is_none());
    for (wait, object) in own.chain(checks) {
        match wait.operation {
            Operation::Receive | Operation::Send | Operation::Wait if panicked => {
                return "a thread panicked on the way: see to it that what it owed is sent, counted or told even then";
            }
            Operation::Receive if object.kind == "channel that never fires" => {
                return "return the receiver of a channel that a thread of yours sends on: this one stays empty";
            }
            Operation::Receive
                if has("sender", object) && premise::senders_wait(wait, object, failure) =>
            {
                return "who could send waits too: follow the waits to the one that somebody could end, and begin there";
            }
            Operation::Receive if has("sender", object) => {
                return "drop the senders that nobody uses any more, your own too: a stream ends with its last sender";
            }
            Operation::Send if premise::is_called(wait, failure, names) => {
                return "send from a thread of its own: your caller receives only after this call has returned";
            }
            Operation::Send
                if object.kind == "channel of capacity 0" && premise::the_check_joins(failure) =>
            {
                return "a channel without room lets a sender go on only when somebody receives: do that before you wait \
                        for its end, or give the channel room";
            }
            Operation::Send if premise::joins(failure) => {
                return "let somebody receive before you wait for the sender's end";
            }
            Operation::Send => {
                return "a send waits until somebody receives: look at who should, and what keeps them from it";
            }
            Operation::Wait if wakes_one_of_many(failure) => return WAKE_ALL,
            Operation::Wait
                if failure
                    .threads
                    .iter()
                    .filter(|it| story::is_left(it))
                    .count()
                    == 1 =>
            {
                return "nobody is left who could notify: look at the condition, and at whether it may wait here at all";
            }
            Operation::Wait if !story::silent(failure, names).is_empty() => {
                return "let every way out of the critical section notify, and wait in a `while` loop";
            }
            Operation::Wait => {
                return "look at the condition: who is left to change what it asks for, and do they get there?";
            }
            _ => {}
        }
    }
    "look for who could end the wait, and what keeps them from it"
}

/// Advice for threads that are left.
fn left_over(failure: &Failure, names: &Names, has_channel: bool) -> &'static str {
    let first = failure.threads.iter().skip(1).find(|it| story::is_left(it));
    let operation = first.and_then(|thread| match &thread.state {
        State::Blocked(wait) => Some(wait.operation),
        _ => None,
    });
    match operation {
        Some(Operation::Send) if failure.code == Code::CancellationIgnored => {
            "wait for the quit signal in the send too: `select!` over both"
        }
        Some(Operation::Send) => {
            "let its receiver be dropped when nobody reads any more, and end the thread when `send` fails"
        }
        None if !story::kept_receivers(failure, names).is_empty() => HELD,
        None if premise::check_waits_for_a_sender(failure) => {
            "look at whom a cancellation reaches, and at who keeps the sender that should have been dropped"
        }
        None if story::in_buffers(failure, names)
            .iter()
            .any(|it| it.waits.is_some()) =>
        {
            "what was sent before the signal is received after it: give the channel less room, or none"
        }
        Some(Operation::Receive)
            if waits(failure).any(|(_, it)| it.kind == "channel that never fires") =>
        {
            "it waits for what never comes: let it wait for its own end too"
        }
        Some(Operation::Receive) if waits_for_the_check(failure) => {
            "it waits for what only your caller could send: let it wait for its own end too"
        }
        Some(Operation::Receive) => {
            "drop every sender when nothing more will come: the receiving loop then ends by itself"
        }
        Some(Operation::Select) => {
            "let one branch of the `select!` tell the thread to end, and drop what it listens to"
        }
        Some(Operation::Wait) => "set the end under the lock, then notify all who wait",
        _ if !has_channel
            && failure.code == Code::CancellationIgnored
            && !failure.steps.is_empty() =>
        {
            "look in each turn of every loop at whether more is wanted, and wake whoever waits when it is not"
        }
        _ if failure.code == Code::CancellationIgnored => {
            premise::selecting(failure, names).unwrap_or_else(|| by_code(failure.code))
        }
        _ => by_code(failure.code),
    }
}

/// The last notification of what somebody waits for woke one of several.
fn wakes_one_of_many(failure: &Failure) -> bool {
    if !story::any_silent(failure).is_empty() {
        return false;
    }
    let mut condvars = story::waited_for(failure).into_iter();
    condvars.any(|condvar| {
        let last = story::last_notification(failure, condvar);
        last.is_some_and(|it| it.operation == Operation::NotifyOne && it.note.is_none())
    })
}

/// Advice for a `notify_one` that is not enough.
const WAKE_ALL: &str =
    "give each kind of waiter a condition variable of its own, or wake them all with `notify_all`";

/// All that came on the stream of a wrong item was sent by one thread.
fn has_one_source(failure: &Failure) -> bool {
    let origin = story::origin(failure).and_then(|origin| origin.received.object);
    let stream = origin.or(story::looked_at(failure));
    let sends = |step: &&Step| step.operation == Operation::Send && step.object == stream;
    let mut senders = failure.steps.iter().filter(sends).map(|step| step.thread);
    let first = senders.next();
    stream.is_some() && first.is_some() && senders.all(|it| Some(it) == first)
}

/// Who waits for what, with the object that is known of it.
fn waits(failure: &Failure) -> impl Iterator<Item = (&Wait, &ObjectReport)> {
    failure.threads.iter().filter_map(|thread| {
        let State::Blocked(wait) = &thread.state else {
            return None;
        };
        let id = wait.objects.first()?;
        let object = failure.objects.iter().find(|object| object.id == *id)?;
        Some((wait, object))
    })
}

/// What to do about it: one line.
pub(super) fn by_code(code: Code) -> &'static str {
    match code {
        Code::Deadlock => {
            "break the circle: let every thread take locks in one order, and hold none while it waits"
        }
        Code::SelfDeadlock => {
            "end the first guard's life, by a block or `drop`, before the lock is taken again"
        }
        Code::ThreadLeak => {
            "wait for the thread's end before you return, or let it notice that nobody needs it: a failed send, a signal"
        }
        Code::LostWakeup => {
            "a notification is not kept for who comes later: change a condition under the lock, notify, and wait in a `while` on it"
        }
        Code::WrongValue => {
            "follow one value by hand through the code, from where it is made to where it is received"
        }
        Code::WrongOrder => {
            "find where two values can overtake each other: order survives one channel and one thread, not several"
        }
        Code::LostItem => {
            "look for what is taken and not handed on, or left behind when its stream ends: a return, a time-out, a panic"
        }
        Code::DuplicatedItem => {
            "look for a value that is sent again after it was handed over: a retry, a clone, two takers of one index"
        }
        Code::EarlyClose => {
            "keep a sender alive until the last value was sent: something drops it before"
        }
        Code::MissingClose => {
            "drop every sender when the work is done, the original of each clone too"
        }
        Code::LimitExceeded => {
            "find what lets in one more: a count that is taken late or given back early, or that begins with a wrong number"
        }
        Code::NotConcurrent => {
            "look at what the others do meanwhile: they wait for a lock, a value or a turn, or took nothing more"
        }
        Code::NotLazy => {
            "give the channel a bound, and make a value only when there is room for it"
        }
        Code::TooEarly => {
            "compare deadlines, not rounded durations, and restart a timer only where the contract says so"
        }
        Code::TooLate => {
            "look at what the time is spent on: a wait that nobody ends in time, a limit that is too long, or begins anew"
        }
        Code::CancellationIgnored => {
            "notice in every wait, and in each turn, that no more is wanted: a signal (`select!` over both), a failed send, an error"
        }
        Code::BusyWait => "block instead of asking: `recv`, `select!`, a `Condvar`, `join`",
        Code::Livelock => {
            "let one side go first: two threads that give way to each other in step never get on"
        }
        Code::Panic => {
            "read the message, and decide whether this case is an error to be returned or cannot happen"
        }
        Code::PoisonedLock => {
            "keep the panic out of the guard's life, or take the data over with `into_inner`"
        }
        Code::OverSynchronised => "look for a wait that the contract does not ask for",
        Code::ContractViolated => {
            "let the types forbid it: consume `self`, borrow, or do not implement the trait"
        }
        Code::DoesNotCompile => "mend the first error first; the others are often its consequences",
        Code::NotImplemented => "replace the `todo!()` by code; the hints begin gently",
        Code::ForbiddenApi => {
            "use threads, locks, channels and the clock only; nothing else is needed"
        }
        Code::EndlessComputation => "look for a loop whose condition nobody changes",
        Code::OutOfMemory => {
            "look for something that grows without a bound: a queue, a list, a recursion"
        }
        Code::StackOverflow => "turn the recursion into a loop, or make sure that it ends",
        Code::TooManyThreads => "start a fixed number of threads and let them share the work",
        Code::TooMuchOutput => "print once for each event, not once for each turn of a loop",
        Code::Crash => "find what ends the whole process: `abort`, `exit`, a panic while panicking",
        Code::Uncontrolled => {
            "look for what differs from run to run: addresses, real time, random numbers"
        }
    }
}

/// What to do about items that do not fit the contract.
pub(super) const UNFIT: &str =
    "declare it exactly as the contract does; what is inside, and what else there is, is up to you";
