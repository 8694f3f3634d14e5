//! Starting, naming and ending simulated threads.

use crate::object::{At, Kind, ObjectId};
use crate::panics;
use crate::runtime::{Fault, MOST_THREADS};
use crate::switch::{self, with};
use crate::task::{Arm, TaskState};
use crate::{local, point, record, released};
use std::cell::Cell;
use wire::{Code, Occurrence, Operation};

/// The running thread's number; 0 is the check itself.
#[inline]
#[must_use]
pub fn current() -> u32 {
    with(|rt| rt.current)
}

/// A thread's name, if it was given one.
#[must_use]
pub fn name_of(thread: u32) -> Option<String> {
    with(|rt| rt.tasks[thread as usize].name.clone())
}

/// Whether a thread has ended.
#[must_use]
pub fn is_finished(thread: u32) -> bool {
    with(|rt| rt.tasks[thread as usize].state == TaskState::Finished)
}

/// The object to wait for if one waits for the thread's end.
#[must_use]
pub fn end_of(thread: u32) -> ObjectId {
    with(|rt| {
        if let Some(object) = rt.tasks[thread as usize].object {
            return object;
        }
        let spawned = rt.tasks[thread as usize].spawned;
        let object = rt.register(Kind::Thread(thread), spawned);
        rt.tasks[thread as usize].object = Some(object);
        object
    })
}

/// An arm that is ready once the thread has ended.
#[must_use]
pub fn end_arm(thread: u32) -> Arm {
    let object = end_of(thread);
    with(|rt| {
        let task = &mut rt.tasks[thread as usize];
        let finished = task.state == TaskState::Finished;
        let ended = task
            .ended
            .get_or_insert_with(|| Box::new(Cell::new(finished)));
        Arm::new(object, &**ended, Cell::get)
    })
}

/// A new object for a thread's parking place.
#[must_use]
pub fn parker_of(thread: u32) -> ObjectId {
    with(|rt| {
        let spawned = rt.tasks[thread as usize].spawned;
        rt.register(Kind::Parker(thread), spawned)
    })
}

/// Threads that have not ended, without thread 0.
#[must_use]
pub fn live_threads() -> usize {
    with(|rt| {
        rt.tasks
            .iter()
            .skip(1)
            .filter(|task| task.state != TaskState::Finished)
            .count()
    })
}

/// Threads that were ever started, thread 0 included.
#[must_use]
pub fn thread_count() -> usize {
    with(|rt| rt.tasks.len())
}

/// Starts a thread. `body` must catch its own panics with [`crate::catch_unwind`], so that it can
/// hand them to `join`, and then say whether it panicked.
#[must_use]
pub fn spawn(name: Option<String>, body: Box<dyn FnOnce() -> bool>, at: At) -> u32 {
    point();
    if with(|rt| rt.is_full()) {
        switch::fail(Fault::new(
            Code::TooManyThreads,
            format!("more threads live at once than a run has room for (at most {MOST_THREADS})"),
        ));
    }
    let id = with(|rt| rt.add_task(name, Box::new(move || run(body)), at));
    record(Operation::Spawn, None, Occurrence::Done, at, || {
        Some(format!("thread {id}"))
    });
    released();
    id
}

fn run(body: Box<dyn FnOnce() -> bool>) {
    let at = with(|rt| rt.current_task().spawned);
    record(Operation::Start, None, Occurrence::Done, at, || None);
    let panicked = body();
    local::drop_all();
    if panicked {
        panics::thread_panicked();
    } else {
        with(|rt| rt.current_task().panic = None);
    }
    point();
    record(Operation::Finish, None, Occurrence::Done, at, || None);
}
