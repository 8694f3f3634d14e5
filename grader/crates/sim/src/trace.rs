//! The story of one execution: what each thread did, in order.
//!
//! Only a replay is traced; exploration records no more than its decisions.

use crate::object::{At, ObjectId};
use crate::switch::with;
use std::collections::VecDeque;
use wire::{Occurrence, Operation, Step};

/// Steps kept from the beginning, and from the end, of a long execution.
const KEPT_HEAD: usize = 200;
const KEPT_TAIL: usize = 400;

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
        let thread = rt.current;
        let switch = rt.last_switch.take();
        let now = rt.now;
        // Between two operations of the learner's a thread stands where the last one was; the check
        // stands in its own code. The end of a scope, where things are given back, tells nothing.
        let ends = matches!(
            operation,
            Operation::Unlock | Operation::Drop | Operation::Finish
        );
        if let Some(traced) = &mut rt.tasks[thread as usize].traced
            && (place.is_some() && !ends || thread == 0)
        {
            traced.last.clone_from(&place);
        }
        let Some(trace) = &mut rt.trace else { return };
        let switch = switch.filter(|_| trace.last_thread.is_some_and(|last| last != thread));
        trace.push(Step {
            number: trace.number,
            thread,
            at: now,
            operation,
            object: object.map(|object| object.0),
            occurrence,
            place,
            switch,
            note,
        });
    });
}
