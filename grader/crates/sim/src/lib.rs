//! Deterministic simulation of threads, time and everything that threads wait for.
//!
//! One thread of the system runs all simulated threads, each on a stack of its own, and a strategy
//! decides at each point who moves next. Time is virtual: it jumps to the earliest timer when nobody
//! can move. The same decisions give the same execution, step by step.
//!
//! This crate knows threads, waits, time and schedules. What a mutex or a channel is, the facades
//! `sim-std` and `sim-crossbeam-channel` know; what a check is, the crate `check`. The stack switching
//! is `corosensei`'s, as it is Shuttle's; why the rest is not Shuttle's is told in `ARCHITECTURE.md`.
//!
//! How a facade writes an operation:
//! 1. [`point`] before it, so that any other thread may move first;
//! 2. try; if it cannot be done, [`wait`] on [`Arm`]s which tell when it can, and try again;
//! 3. change the state, then [`changed`] on the object, which lets waiters go;
//! 4. [`record`] for the story;
//! 5. [`released`] after it, if it can have released somebody.

mod decide;
mod diagnose;
mod explore;
mod local;
mod mask;
mod minimise;
pub mod notice;
mod object;
mod outcomes;
mod panics;
mod place;
mod runtime;
mod schedule;
mod set;
mod spin;
mod stack;
mod statics;
mod strategy;
mod switch;
mod task;
mod threads;
mod trace;

pub use explore::{Config, Explored, explore, replay};
pub use local::{LocalGone, local};
pub use object::{At, Kind, ObjectId, Role, Tag};
pub use outcomes::{HANGS, Outcomes, PANICS, outcomes};
pub use panics::{
    catch_unwind, panic_from_suite, panicking, resume_stopped, resume_unwind, stop_unwind,
};
pub use runtime::Fault;
pub use schedule::{decode, encode};
pub use spin::{Poll, look_at_clock, poll};
pub use stack::watch_overflows;
pub use statics::refresh_static;
pub use strategy::Choice;
pub use task::{Arm, Woken};
pub use threads::{
    current, end_arm, end_of, is_finished, live_threads, name_of, parker_of, spawn, thread_count,
};
pub use trace::{record, record_call, tracing};

use std::panic::Location;
use switch::with;
use task::{TaskState, Wait};
use wire::{Code, Occurrence, Operation};

/// Whether this code runs inside a simulated execution.
#[inline]
#[must_use]
pub fn is_active() -> bool {
    switch::is_active()
}

/// The number of the running execution, from 1; 0 outside.
#[inline]
#[must_use]
pub fn epoch() -> u32 {
    if is_active() { with(|rt| rt.epoch) } else { 0 }
}

/// Registers an object. [`Tag`] does it for facades.
#[must_use]
pub fn register(kind: Kind, created: At) -> ObjectId {
    with(|rt| rt.register(kind, created))
}

/// A scheduling point before an operation.
#[inline]
pub fn point() {
    let fresh = with(|rt| std::mem::take(&mut rt.current_task().fresh) && !rt.limits.dense);
    // A choice was made right after the last operation; a second one without anything between
    // leads to the same interleavings.
    if !fresh {
        switch::point();
    }
}

/// A scheduling point after an operation that can have released somebody.
#[inline]
pub fn released() {
    switch::point();
    with(|rt| rt.current_task().fresh = true);
}

/// What the running thread did since its last [`point`] cannot be noticed by others: the choice made
/// there counts for its next operation too.
#[inline]
pub fn unnoticed() {
    with(|rt| rt.current_task().fresh = true);
}

/// Something about the object changed that others can notice: waiters are looked at anew.
#[inline]
pub fn changed(object: ObjectId) {
    with(|rt| {
        rt.progress += 1;
        if matches!(rt.objects[object.0 as usize].kind, Kind::Channel(_)) {
            rt.last_mark = rt.steps;
        }
        if !rt.objects[object.0 as usize].waiters.is_empty() {
            rt.refresh(object);
        }
    });
}

/// Lets others go first.
pub fn yield_now(at: At) {
    switch::yield_point();
    unnoticed();
    record(Operation::Yield, None, Occurrence::Done, at, || None);
}

/// Waits until an arm is ready, or until the deadline (nanoseconds of virtual time). Returns at once
/// if an arm is ready now; otherwise, if the deadline has come, says so. Who asks again and again at one
/// moment, as a loop does whose remaining time is exactly zero, waits for a nanosecond in the end: a
/// real clock never stands still.
pub fn wait(operation: Operation, arms: &[Arm], deadline: Option<u64>, at: At) -> Woken {
    if arms.iter().any(Arm::is_ready) {
        return Woken::Ready;
    }
    let mut deadline = deadline;
    if deadline.is_some_and(|deadline| deadline <= now()) {
        if !with(runtime::Runtime::is_asked_too_often) {
            return Woken::TimedOut;
        }
        deadline = Some(now() + 1);
    }
    let object = arms.first().map(|arm| arm.object);
    record(operation, object, Occurrence::Blocked, at, || None);
    begin_wait(operation, arms, deadline);
    switch::block();
    end_wait()
}

fn begin_wait(operation: Operation, arms: &[Arm], deadline: Option<u64>) {
    with(|rt| {
        assert!(rt.frozen == 0, "this would wait for ever");
        let me = rt.current;
        let number = rt.next_wait_number();
        let step = rt.steps;
        let since = rt.trace.as_ref().map_or(step, trace::Trace::number);
        let wait = &mut rt.tasks[me as usize].wait;
        let mut kept = std::mem::take(&mut wait.arms);
        kept.clear();
        kept.extend_from_slice(arms);
        *wait = Wait {
            operation,
            arms: kept,
            deadline,
            timed_out: false,
            number,
            since,
            step,
        };
        let task = &mut rt.tasks[me as usize];
        task.state = TaskState::Blocked;
        task.fresh = false;
        rt.enabled.remove(me);
        for arm in arms {
            rt.objects[arm.object.0 as usize].waiters.push(me);
        }
        if let Some(deadline) = deadline {
            rt.set_timer(me, deadline);
        }
    });
}

fn end_wait() -> Woken {
    with(|rt| {
        let me = rt.current;
        let task = &mut rt.tasks[me as usize];
        task.state = TaskState::Ready;
        rt.enabled.insert(me);
        let ready = task.has_ready_arm();
        let arms = std::mem::take(&mut task.wait.arms);
        for arm in &arms {
            let waiters = &mut rt.objects[arm.object.0 as usize].waiters;
            if let Some(index) = waiters.iter().position(|&waiter| waiter == me) {
                waiters.swap_remove(index);
            }
        }
        rt.tasks[me as usize].wait.arms = arms;
        rt.tasks[me as usize].wait.arms.clear();
        if ready { Woken::Ready } else { Woken::TimedOut }
    })
}

/// Virtual time since the execution began, in nanoseconds.
#[inline]
#[must_use]
pub fn now() -> u64 {
    with(|rt| rt.now)
}

/// Sleeps until a moment of virtual time, in nanoseconds.
pub fn sleep_until(deadline: u64, at: At) {
    if deadline <= now() {
        point();
        record(Operation::Sleep, None, Occurrence::Done, at, || None);
        yield_now(at);
        return;
    }
    // To begin to sleep is a choice already, and to go on afterwards was one.
    wait(Operation::Sleep, &[], Some(deadline), at);
    unnoticed();
    record(Operation::Sleep, None, Occurrence::Done, at, || None);
}

/// Waits until every other thread is blocked or done; no time passes. For checks.
pub fn settle() {
    let must = with(|rt| {
        let me = rt.current;
        let task = &mut rt.tasks[me as usize];
        task.fresh = false;
        task.state = TaskState::Settling;
        rt.enabled.remove(me);
        rt.frozen == 0
    });
    if must {
        switch::block();
    }
    with(|rt| {
        let me = rt.current;
        rt.tasks[me as usize].state = TaskState::Ready;
        rt.enabled.insert(me);
    });
}

/// Chooses one of `count` options, as the schedule says.
#[must_use]
pub fn choose(choice: Choice, count: usize) -> usize {
    switch::choose(choice, count)
}

/// Whether something rare but legal happens now: a spurious wake-up, a weak failure.
#[must_use]
pub fn rarely() -> bool {
    choose(Choice::Rare, 2) == 1
}

/// Ends the execution as failed. It cannot be caught: the thread never goes on.
pub fn fail(fault: Fault) -> ! {
    switch::fail(fault)
}

/// The running thread takes the object, as far as reports are concerned.
#[inline]
pub fn take(object: ObjectId, at: At) {
    with(|rt| {
        let me = rt.current;
        let place = rt.trace.is_some().then(|| place::here(at, &rt.sources));
        let step = rt.steps;
        let acquired = &mut rt.current_task().acquired;
        *acquired = [acquired[1], step];
        let object = &mut rt.objects[object.0 as usize];
        object.owners.push(me);
        object.takers.rotate_right(1);
        object.takers[0] = (me, step);
        if let (Some(traced), Some(place)) = (&mut object.traced, place) {
            traced.taken.push(place);
        }
    });
}

/// The object is given back by the thread that took it. A guard may be dropped by another thread
/// than the one that made it only where its type is `Send`; then any owner goes.
#[inline]
pub fn give_back(object: ObjectId) {
    with(|rt| {
        let me = rt.current;
        let object = &mut rt.objects[object.0 as usize];
        let owners = &mut object.owners;
        // Who has it twice gives back the last first, as guards are dropped.
        let index = owners.iter().rposition(|&owner| owner == me).unwrap_or(0);
        if !owners.is_empty() {
            owners.swap_remove(index);
        }
        if let Some(traced) = &mut object.traced
            && index < traced.taken.len()
        {
            traced.taken.swap_remove(index);
        }
    });
}

/// An endpoint of a channel was made; `number` tells it from others of the same channel.
pub fn handle_made(object: ObjectId, role: Role, number: u32, at: At) {
    with(|rt| {
        if rt.trace.is_none() {
            return;
        }
        let (made_by, made) = (rt.current, place::here(at, &rt.sources));
        if let Some(traced) = &mut rt.objects[object.0 as usize].traced {
            traced.handles.push(object::Handle {
                number,
                role,
                made_by,
                made,
                last_used_by: None,
            });
        }
    });
}

/// An endpoint of a channel was used by the running thread.
pub fn handle_used(object: ObjectId, role: Role, number: u32) {
    with(|rt| {
        let me = rt.current;
        if let Some(traced) = &mut rt.objects[object.0 as usize].traced {
            for handle in &mut traced.handles {
                if handle.number == number && handle.role == role {
                    handle.last_used_by = Some(me);
                }
            }
        }
    });
}

/// An endpoint of a channel was dropped.
pub fn handle_gone(object: ObjectId, role: Role, number: u32) {
    with(|rt| {
        if let Some(traced) = &mut rt.objects[object.0 as usize].traced {
            traced
                .handles
                .retain(|handle| handle.number != number || handle.role != role);
        }
    });
}

/// How many values wait in a channel.
pub fn queued(object: ObjectId, count: usize) {
    with(|rt| {
        if let Some(traced) = &mut rt.objects[object.0 as usize].traced {
            traced.queued = Some(count as u64);
        }
    });
}

/// A channel is put into a select, under the name that stands in the arm, if it is one.
pub fn put(object: ObjectId, name: Option<&str>, at: At) {
    with(|rt| {
        if rt.trace.is_none() {
            return;
        }
        let Some(place) = place::of(at, &rt.sources) else {
            return;
        };
        if let Some(traced) = &mut rt.objects[object.0 as usize].traced {
            let name = name.map(str::to_owned);
            traced.put.get_or_insert(wire::Put { place, name });
        }
    });
}

/// Prints; bounded. Both standard streams go to one text.
pub fn print(text: &str) {
    if outcomes::is_program() {
        point();
    }
    let full = with(|rt| {
        rt.output.push_str(text);
        rt.output.len() > runtime::MOST_OUTPUT
    });
    if full {
        fail(Fault::new(
            Code::TooMuchOutput,
            format!(
                "more than {} KiB were printed in one run",
                runtime::MOST_OUTPUT >> 10
            ),
        ));
    }
}

/// Notes that atomics are in use: orderings are not explored.
#[inline]
pub fn note_atomics() {
    with(|rt| rt.atomics = true);
}

/// A seed for a hash map of this execution: 0, 1, 2, …
#[must_use]
pub fn hash_seed() -> u64 {
    if !is_active() {
        return 0;
    }
    with(|rt| {
        rt.random_states += 1;
        rt.random_states - 1
    })
}

/// Blocking for ever is reported under this code until [`end_during`]; `what` is what should have
/// come about.
pub fn begin_during(code: Code, what: &str) {
    with(|rt| rt.during.push((code, what.to_owned())));
}

/// Ends the innermost [`begin_during`].
pub fn end_during() {
    with(|rt| rt.during.pop());
}

/// Notes an outcome of the execution, for checks that demand that it be possible.
pub fn outcome(name: &'static str) {
    with(|rt| rt.outcomes.push(name));
}

/// The learner's place at which the running thread is, in a traced execution.
#[must_use]
pub fn place_now(at: At) -> Option<wire::Place> {
    with(|rt| {
        rt.trace
            .is_some()
            .then(|| place::here(at, &rt.sources))
            .flatten()
    })
}

/// The caller's location, for facades that have none.
#[must_use]
#[track_caller]
pub fn here() -> At {
    Location::caller()
}
