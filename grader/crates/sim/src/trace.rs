//! The story of one execution: what each thread did, in order.
//!
//! Only a replay is traced; exploration records no more than its decisions.

use crate::object::{At, ObjectId};
use crate::runtime::Runtime;
use crate::switch::with;
use std::collections::VecDeque;
use wire::{Occurrence, Operation, Place, Step};

/// Steps kept from the beginning, and from the end, of a long execution.
const KEPT_HEAD: usize = 200;
const KEPT_TAIL: usize = 400;

/// Steps of which is told by which calls the thread came there: a backtrace takes time.
const WITH_CALLS: u64 = 600;

/// The steps of a traced execution, without the middle of a long one.
#[derive(Default)]
pub(crate) struct Trace {
    head: Vec<Step>,
    tail: VecDeque<Step>,
    pub(crate) elided: u64,
    number: u64,
    last_thread: Option<u32>,
}

impl Trace {
    fn push(&mut self, step: Step) {
        self.number += 1;
        self.last_thread = Some(step.thread);
        if self.head.len() < KEPT_HEAD {
            self.head.push(step);
            return;
        }
        if self.tail.len() == KEPT_TAIL {
            self.tail.pop_front();
            self.elided += 1;
        }
        self.tail.push_back(step);
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.head.into_iter().chain(self.tail).collect()
    }
}

/// Whether the running execution is traced.
#[inline]
#[must_use]
pub fn tracing() -> bool {
    with(|rt| rt.trace.is_some())
}

/// Records a step of the running thread; `note` is only called in a traced execution.
#[inline]
pub fn record(
    operation: Operation,
    object: Option<ObjectId>,
    occurrence: Occurrence,
    at: At,
    note: impl FnOnce() -> Option<String>,
) {
    if tracing() {
        push(operation, object, occurrence, at, note());
    }
}

/// Records that the code under test calls something of the check's; what the check itself calls is no step.
pub fn record_call(object: impl FnOnce() -> ObjectId, at: At, note: impl FnOnce() -> String) {
    if !tracing() {
        return;
    }
    let is_own = with(|rt| rt.current == 0 && crate::place::here(at, &rt.sources).is_none());
    if !is_own {
        push(
            Operation::Call,
            Some(object()),
            Occurrence::Done,
            at,
            Some(note()),
        );
    }
}

#[cold]
fn push(
    operation: Operation,
    object: Option<ObjectId>,
    occurrence: Occurrence,
    at: At,
    note: Option<String>,
) {
    with(|rt| {
        let place = crate::place::here(at, &rt.sources);
        append(
            rt,
            Deed {
                operation,
                object,
                occurrence,
                place,
                note,
            },
        );
    });
}

/// A panic begins in the running thread. It is a step, though it touches nothing: what is dropped while
/// it unwinds is understood by it, and whoever catches it hides it.
pub(crate) fn panics(rt: &mut Runtime, place: Option<Place>, message: &str) {
    append(
        rt,
        Deed {
            operation: Operation::Panic,
            object: None,
            occurrence: Occurrence::Done,
            place,
            note: Some(message.to_owned()),
        },
    );
}

/// What the running thread did.
struct Deed {
    operation: Operation,
    object: Option<ObjectId>,
    occurrence: Occurrence,
    place: Option<Place>,
    note: Option<String>,
}

fn append(rt: &mut Runtime, deed: Deed) {
    let thread = rt.current;
    let switch = rt.last_switch.take();
    // Between two operations of the learner's a thread stands where the last one was; the check
    // stands in its own code. The end of a scope, where things are given back, tells nothing.
    let ends = matches!(
        deed.operation,
        Operation::Unlock | Operation::Drop | Operation::Finish
    );
    if let Some(traced) = &mut rt.tasks[thread as usize].traced
        && (deed.place.is_some() && !ends || thread == 0)
    {
        traced.last.clone_from(&deed.place);
    }
    let Some(trace) = &mut rt.trace else { return };
    let is_told = deed.place.is_some()
        && trace.number < WITH_CALLS
        && rt.tasks.len() <= crate::place::MOST_THREADS_WITH_CALLS
        && !matches!(deed.operation, Operation::Unlock | Operation::Finish);
    let via = if is_told {
        crate::place::calls(&rt.sources)
    } else {
        Vec::new()
    };
    let switch = switch.filter(|_| trace.last_thread.is_some_and(|last| last != thread));
    trace.push(Step {
        number: trace.number,
        thread,
        at: rt.now,
        operation: deed.operation,
        object: deed.object.map(|object| object.0),
        occurrence: deed.occurrence,
        place: deed.place,
        via,
        switch,
        note: deed.note,
    });
}
