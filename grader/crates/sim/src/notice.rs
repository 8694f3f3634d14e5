//! Notifications that help nobody: what a lost wake-up is told by.
//!
//! A condition variable remembers nothing. A notification is lost on a waiter that had not looked at
//! the condition again since, as far as its lock tells; or if it woke somebody else, who could not go
//! on and waited again.

use crate::object::ObjectId;
use crate::runtime::Runtime;
use crate::switch::with;
use crate::task::{Task, TaskState};
use wire::Operation;

/// A wake-up that its thread has not used yet.
#[derive(Clone, Copy)]
pub(crate) struct Wakeup {
    condvar: ObjectId,
    /// When the notification came, in steps.
    notified: u64,
    /// When the thread had its lock again, in steps.
    acquired: u64,
}

/// A notification that woke a thread which could not go on.
#[derive(Clone, Copy)]
pub(crate) struct Wasted {
    thread: u32,
    notified: u64,
}

/// How a notification was lost.
#[derive(Clone, Copy)]
pub(crate) enum Lost {
    /// Nobody waited then.
    TooSoon,
    /// It woke this thread, which waits again.
    On(u32),
}

/// A notification: who gave it, and when, in steps.
#[derive(Clone, Copy)]
pub struct Notification {
    by: u32,
    step: u64,
}

/// The notification that the running thread gives now.
#[must_use]
pub fn here_and_now() -> Notification {
    with(|rt| Notification {
        by: rt.current,
        step: rt.steps,
    })
}

/// A notification met no waiter.
pub fn missed(condvar: ObjectId) {
    with(|rt| {
        let (me, now) = (rt.current, rt.steps);
        rt.objects[condvar.0 as usize].missed.insert(me, now);
    });
}

/// The running thread was woken and has its lock again: it can look at the condition. `chosen` is the
/// notification, if others waited for it too. It is of no interest if somebody had the lock in between,
/// but for the notifier: what was announced may have been taken away.
pub fn woken(condvar: ObjectId, lock: ObjectId, chosen: Option<Notification>) {
    with(|rt| {
        let me = rt.current;
        let alone = chosen.filter(|notification| {
            let takers = rt.objects[lock.0 as usize].takers.iter();
            let mut since = takers.filter(|(_, step)| *step > notification.step);
            since.all(|(thread, _)| *thread == me || *thread == notification.by)
        });
        let task = rt.current_task();
        let acquired = task.acquired[1];
        task.acquired[0] = acquired;
        task.woken = alone.map(|notification| Wakeup {
            condvar,
            notified: notification.step,
            acquired,
        });
    });
}

/// The running thread notifies, so that a wake-up of its own is passed on.
pub fn passed_on() {
    with(|rt| rt.current_task().woken = None);
}

/// The running thread begins to wait. If it has just been woken, and never gave the lock back since, that
/// was of no use to it.
pub fn waits(condvar: ObjectId) {
    with(|rt| {
        let thread = rt.current;
        let task = rt.current_task();
        let acquired = task.acquired[1];
        let Some(wakeup) = task.woken.take() else {
            return;
        };
        if wakeup.condvar == condvar && wakeup.acquired == acquired {
            let notified = wakeup.notified;
            rt.objects[condvar.0 as usize].wasted = Some(Wasted { thread, notified });
        }
    });
}

/// Whether somebody waits for a notification that was given, and lost.
pub(crate) fn lost(rt: &Runtime) -> Option<Lost> {
    (0_u32..)
        .zip(&rt.tasks)
        .filter(|(_, task)| is_waiting(task))
        .find_map(|(id, task)| lost_on(rt, id, task))
}

fn lost_on(rt: &Runtime, id: u32, task: &Task) -> Option<Lost> {
    task.wait.arms.iter().find_map(|arm| {
        let condvar = &rt.objects[arm.object.0 as usize];
        if let Some(Wasted { thread, notified }) = condvar.wasted
            && thread != id
            && task.wait.step <= notified
        {
            return Some(Lost::On(thread));
        }
        // Nobody loses a notification that it gave itself: it knew then that it did not wait. And who
        // had the lock twice since has seen what the notification was about.
        let mut missed = condvar.missed.iter();
        let too_soon = missed.any(|(&by, &step)| by != id && step >= task.acquired[0]);
        too_soon.then_some(Lost::TooSoon)
    })
}

fn is_waiting(task: &Task) -> bool {
    task.state == TaskState::Blocked && task.wait.operation == Operation::Wait
}
