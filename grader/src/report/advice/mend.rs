//! Lines of advice that take a look at the source, or at the way to the fault, where a usual one would point away.

use super::premise;
use crate::report::story::{self, Names, Spent};
use wire::{Code, Failure, HandleReport, ObjectReport, Occurrence, Operation, State, Step, Wait};

/// What is known better than by the kind of the failure.
pub(super) fn first(failure: &Failure, names: &Names) -> Option<&'static str> {
    let is_orphan = failure.cycle.is_empty() && story::provoked(failure).is_none();
    match failure.code {
        Code::CancellationIgnored if !story::asked_after_its_end(failure, names).is_empty() => {
            Some("once the end is known nobody asks again: look at what each loop does then")
        }
        Code::TooLate if !story::set_for_all(failure, names).is_empty() => Some(
            "look at what starts the time anew, and for whom: who was waited for is not waited for again",
        ),
        Code::Deadlock | Code::MissingClose if !story::unsent(failure, names).is_empty() => Some(
            "it received more than it sent, and waits for what never comes: look at the condition under which it sends",
        ),
        Code::CancellationIgnored if story::is_late(failure, names) => Some(
            "who comes in after the end is told by nobody: look under the lock whether it is over, before you put \
             anything in",
        ),
        Code::CancellationIgnored if story::is_over(failure, names) => Some(
            "when the time is over, take away what nobody has begun, or tell those who would begin it",
        ),
        Code::Deadlock | Code::MissingClose if lacks_a_limit(failure, names) => {
            Some("wait with a limit: `recv_timeout`, or a `select!` with `after`")
        }
        Code::Deadlock if is_orphan => {
            only_tries(failure, names).or_else(|| kept_by_the_joining(failure))
        }
        Code::NotConcurrent if story::held(failure).is_some() => {
            Some("take what you need out of the lock, let the guard go, and then do the work")
        }
        Code::TooLate | Code::WrongOrder
            if !premise::at_once(failure) && story::held(failure).is_some() =>
        {
            Some(
                "let the guard go before anything takes time: take out what you need, and then go on",
            )
        }
        _ => None,
    }
}

/// Where another changed something between a look at it and a change.
pub(super) fn in_one_step(failure: &Failure, names: &Names) -> &'static str {
    let is_stored =
        story::between(failure, names).is_some_and(|it| it.again.operation == Operation::Store);
    if is_stored {
        return "look and change in one step, such as `fetch_add` or `compare_exchange`, or under one lock: between the \
                two, another has changed it";
    }
    "look and change under one lock: between the two, another has changed it"
}

/// The caller waits without a limit, for the one thing there is, in a function that is given a limit, and returns no
/// stream beforehand.
fn lacks_a_limit(failure: &Failure, names: &Names) -> bool {
    let lacks = |wait: &Wait| {
        let place = wait.place.as_ref();
        let takes = place.and_then(|it| names.takes(it));
        wait.operation == Operation::Receive
            && wait.deadline.is_none()
            && place.is_some_and(|it| !names.is_limited(it))
            && takes.is_some_and(|it| it.limit && it.one_receiver)
    };
    super::waits_for_the_check(failure) && super::waits(failure).any(|(wait, _)| lacks(wait))
}

/// Advice for a caller that waits in a function which only tries.
fn only_tries(failure: &Failure, names: &Names) -> Option<&'static str> {
    let check = failure.threads.iter().find(|it| it.id == 0)?;
    let State::Blocked(wait) = &check.state else {
        return None;
    };
    if !names.only_tries(wait.place.as_ref()?) {
        return None;
    }
    match wait.operation {
        Operation::Send => Some(
            "who only tries does not wait: `try_send` says with an `Err` that there is no room",
        ),
        Operation::Receive => Some(
            "who only tries does not wait: `try_recv` says with an `Err` that nothing is there",
        ),
        _ => None,
    }
}

/// Advice for a stream that is kept open by those who wait for the end of who receives from it.
fn kept_by_the_joining(failure: &Failure) -> Option<&'static str> {
    let awaited = [Operation::Receive, Operation::Send, Operation::Wait];
    let mut waits = super::waits(failure);
    let (wait, object) =
        waits.find(|(wait, _)| wait.place.is_some() && awaited.contains(&wait.operation))?;
    let state = |id: u32| {
        let thread = failure.threads.iter().find(|it| it.id == id);
        thread.map(|it| &it.state)
    };
    let receives = |id: u32| {
        let state = state(id);
        matches!(state, Some(State::Blocked(it))
            if it.operation == Operation::Receive && it.objects == wait.objects)
    };
    let joins_one = |handle: &HandleReport| {
        let user = handle.last_used_by.unwrap_or(handle.made_by);
        let Some(State::Blocked(its)) = state(user) else {
            return false;
        };
        let ends = failure
            .objects
            .iter()
            .filter(|it| its.objects.contains(&it.id));
        let mut ended = ends.filter_map(|it| it.kind.strip_prefix("end of thread ")?.parse().ok());
        its.operation == Operation::Join && ended.any(receives)
    };
    let mut senders = senders(object).peekable();
    // What the check keeps nobody else can drop.
    let is_it = wait.operation == Operation::Receive
        && !story::is_the_checks(object)
        && senders.peek().is_some()
        && senders.all(joins_one);
    is_it.then_some(
        "a stream ends with its last sender: keep none where you receive from it, nor where you wait for that to end",
    )
}

fn senders(object: &ObjectReport) -> impl Iterator<Item = &HandleReport> {
    object.handles.iter().filter(|it| it.role == "sender")
}

/// Where the evidence does not bear what the code's own line presumes.
pub(super) fn last(failure: &Failure, names: &Names) -> Option<&'static str> {
    match failure.code {
        Code::BusyWait if story::on_the_gone(failure).is_some() => {
            Some("leave a channel out of the select once it has ended: it is always ready then")
        }
        Code::TooEarly if failure.steps.is_empty() => {
            Some("it returns before it locks or waits for anything: look at where, and why")
        }
        Code::TooEarly if !names.rounds() => Some(
            "look at what should have been waited for, from which moment on that counts, and what starts it anew",
        ),
        Code::MissingClose => kept_open(failure, names),
        Code::Panic if takes_after_a_look(failure, names) => {
            Some("look and take under one lock: between the two, another had it")
        }
        _ => None,
    }
}

/// Advice for a stream that stays open.
fn kept_open(failure: &Failure, names: &Names) -> Option<&'static str> {
    let id = story::looked_at(failure)?;
    let object = failure.objects.iter().find(|it| it.id == id)?;
    let sender = senders(object).next()?;
    let has_own = |it: &ObjectReport| senders(it).any(|it| it.made.is_some());
    if object.created.is_none() && !failure.objects.iter().any(has_own) {
        return Some(
            "what your caller gave you is kept still: look for who should have used it up, or dropped it",
        );
    }
    let made = sender.made.as_ref()?;
    if names.forgets(id, made, failure) {
        return Some("drop it: what is given to `forget` or `leak` is never dropped");
    }
    let clones = |it: &Step| it.operation == Operation::Clone && it.object == Some(id);
    let is_cloned = failure.elided > 0 || failure.steps.iter().any(clones);
    (!is_cloned).then_some("drop the sender when the work is done: a stream ends with its last one")
}

/// A thread panics with a lock in its hand that it had before, and another had in between, in one function.
fn takes_after_a_look(failure: &Failure, names: &Names) -> bool {
    let Some(panics) = failure.steps.iter().rfind(|it| {
        it.operation == Operation::Panic && failure.place.is_some() && it.place == failure.place
    }) else {
        return false;
    };
    let locks = |it: &&Step| it.operation == Operation::Lock && it.occurrence == Occurrence::Done;
    let mine = |it: &&Step| it.thread == panics.thread && it.number < panics.number;
    let own = failure.steps.iter().filter(mine);
    let Some(again) = own.clone().rfind(locks) else {
        return false;
    };
    let first = own
        .clone()
        .rfind(|it| locks(it) && it.number < again.number && it.object == again.object);
    let is_let_go = own.clone().any(|it| {
        it.number > again.number && it.operation == Operation::Unlock && it.object == again.object
    });
    let places = first
        .and_then(|it| it.place.as_ref())
        .zip(again.place.as_ref());
    let is_pair = places.is_some_and(|(one, other)| {
        let line = panics.place.as_ref().map(|it| it.line);
        one != other && line == Some(other.line) && names.are_near(one, other)
    });
    let panicking = panics.place.as_ref().map(|it| names.called(it));
    let is_asked = matches!(panicking, Some("unwrap" | "expect"));
    let others = |it: &Step| {
        first.is_some_and(|first| (first.number..again.number).contains(&it.number))
            && it.thread != panics.thread
            && it.object == again.object
    };
    let mut between = failure.steps.iter().filter(locks);
    is_pair && is_asked && !is_let_go && between.any(others)
}

/// Advice for a call that should have taken no time, and in which the caller waits.
pub(super) fn at_once(spent: &Spent, failure: &Failure, names: &Names) -> &'static str {
    let place = spent.step.place.as_ref();
    let takes = place.and_then(|it| names.takes(it));
    let is_own = |it: &ObjectReport| it.created.is_some() && it.kind.contains("channel");
    let hands_on = failure.objects.iter().any(is_own)
        || failure.threads.iter().any(|it| it.spawned.is_some())
        || takes.is_some_and(|it| it.gives_a_stream);
    if hands_on {
        "return at once: let a thread of its own do what takes time"
    } else {
        "this should take no time: look at what decides that there is something to wait for"
    }
}

/// Advice for several waits with a limit at one place, which took too long together.
pub(super) fn several_waits(spent: &Spent, failure: &Failure) -> &'static str {
    let place = spent.step.place.as_ref();
    let own = || {
        let steps = failure.steps.iter();
        steps.filter(|it| it.thread == spent.step.thread && it.place.is_some())
    };
    let mut waits = own().filter(|it| it.place.as_ref() == place);
    let last = waits.next_back().map_or(0, |it| it.number);
    let between = || {
        own().filter(|it| {
            (spent.step.number..last).contains(&it.number) && it.place.as_ref() != place
        })
    };
    let asks =
        |it: &Step| it.operation == Operation::Receive && it.occurrence == Occurrence::Refused;
    let loads =
        |it: &Step| it.operation == Operation::Load && spent.step.operation == Operation::Wait;
    if between().any(asks) {
        "wait for all of them in the same wait, with `select!`: what is asked in between is heard late"
    } else if between().any(|it| it.operation == Operation::Send) {
        "look at from which moment on each of these waits counts: delays add up if that is the end of the one before"
    } else if between().any(loads) {
        "change it under the lock, and notify: what is only looked at in between is noticed late"
    } else {
        "compute one deadline at the beginning, and wait only for what is left of it"
    }
}

/// Advice for too many who came in under a lock.
pub(super) fn under_locks(failure: &Failure, names: &Names) -> &'static str {
    let last = story::at_the_peak(failure).and_then(|(_, inside)| inside.last().copied());
    let lets_go = [
        Operation::Unlock,
        Operation::NotifyOne,
        Operation::NotifyAll,
    ];
    let before = last.and_then(|last| {
        let mut steps = failure.steps.iter().rev();
        steps.find(|it| {
            it.thread == last.thread && it.number < last.number && !lets_go.contains(&it.operation)
        })
    });
    let by_a_loop = before.is_some_and(|it| {
        matches!(it.operation, Operation::Lock | Operation::Wait)
            && it.occurrence == Occurrence::Done
            && it
                .place
                .as_ref()
                .is_some_and(|it| names.has_a_waiting_loop(it))
    });
    let waits = |it: &Step| it.operation == Operation::Wait && it.place.is_some();
    if by_a_loop {
        "look at the condition of the wait, and at each line that writes what it reads: it let in one too many"
    } else if failure.elided > 0 || failure.steps.iter().any(waits) {
        "look, count and begin under one lock, look again after each wait, and give back only at the end"
    } else {
        "look, count and begin under one lock, and give back only at the end"
    }
}

/// The signal was received before anything else that came after it.
pub(super) fn hears_in_time(failure: &Failure, names: &Names) -> bool {
    let Some(heard) = story::signal(failure, names).map(|it| it.step) else {
        return false;
    };
    let gives = |it: &&Step| {
        it.place.is_none() && it.operation == Operation::Send && it.object == heard.object
    };
    let mut signals = failure.steps.iter().filter(gives);
    let (first, more) = (signals.next(), signals.next());
    let takes = |it: &Step| {
        it.place.is_some()
            && it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && first.is_some_and(|first| (first.number..heard.number).contains(&it.number))
    };
    failure.elided == 0
        && more.is_none()
        && heard.occurrence == Occurrence::Done
        && first.is_some_and(|first| first.number < heard.number)
        && !failure.steps.iter().any(takes)
}
