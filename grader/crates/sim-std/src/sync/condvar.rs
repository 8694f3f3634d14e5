//! `Condvar`: whom a notification wakes is the schedule's choice, and so are wake-ups for no reason.
//!
//! A waiter stands in the queue from the moment in which it gives the lock back: what happens after
//! that can wake it. It leaves the queue when it is woken by a notification, or when it moves again.

use super::mutex::RawMutex;
use super::{LockResult, MutexGuard, guarded};
use crate::time::{Instant, deadline};
use ::std::cell::{Cell, UnsafeCell};
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::time::Duration;
use sim::notice::{self, Notification};
use sim::{Arm, At, Choice, Kind, ObjectId, Tag, Woken};
use wire::{Occurrence, Operation};

/// Threads wait on it, with a lock in their hands, for something to come true.
pub struct Condvar {
    tag: Tag,
    /// They lie on the stacks of waiting threads.
    waiters: UnsafeCell<Vec<*const Waiter>>,
}

/// A thread that waits.
#[derive(Default)]
struct Waiter {
    notified: Cell<bool>,
    /// The notification that chose it, if others waited too.
    chosen: Cell<Option<Notification>>,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses the queue; a pointer
// in the queue refers to the stack of a thread that waits and takes it out before it goes on.
unsafe impl Send for Condvar {}
// SAFETY: as above.
unsafe impl Sync for Condvar {}
impl UnwindSafe for Condvar {}
impl RefUnwindSafe for Condvar {}

/// Whether a wait ended because its time was over.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was over before a notification came.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// A condition variable on which nobody waits.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Condvar {
        Condvar {
            tag: Tag::new(Location::caller()),
            waiters: UnsafeCell::new(Vec::new()),
        }
    }

    fn object(&self) -> ObjectId {
        // SAFETY: the pointer is to this very object, and nobody has used it in this execution.
        unsafe { sim::refresh_static(&self.tag, ::std::ptr::from_ref(self).cast_mut()) };
        self.tag.object(Kind::Condvar)
    }

    #[expect(clippy::mut_from_ref, reason = "simulated threads run one at a time")]
    fn queue(&self) -> &mut Vec<*const Waiter> {
        // SAFETY: the reference is used up before anybody else can move.
        unsafe { &mut *self.waiters.get() }
    }

    /// Gives the lock back, waits, and takes the lock again. Tells whether the time was over.
    fn wait_raw(
        &self,
        (mutex, mutex_object): (&RawMutex, ObjectId),
        deadline: Option<u64>,
        at: At,
    ) -> bool {
        let object = self.object();
        sim::point();
        notice::waits(object);
        let waiter = Waiter::default();
        let spurious = sim::rarely();
        self.queue().push(&raw const waiter);
        mutex.release(mutex_object);
        if spurious || deadline.is_some_and(|deadline| deadline <= sim::now()) {
            // This wait will not block, but it has given the lock back.
            sim::released();
        }
        let arm = Arm::new(object, &waiter, |waiter| waiter.notified.get());
        let timed_out =
            !spurious && sim::wait(Operation::Wait, &[arm], deadline, at) == Woken::TimedOut;
        self.queue()
            .retain(|&other| !::std::ptr::eq(other, &raw const waiter));
        mutex.acquire(mutex_object, at);
        notice::woken(object, mutex_object, waiter.chosen.get());
        let occurrence = if timed_out {
            Occurrence::TimedOut
        } else {
            Occurrence::Done
        };
        let idle = spurious && !waiter.notified.get();
        sim::record(Operation::Wait, Some(object), occurrence, at, || {
            idle.then(|| "woken for no reason".to_owned())
        });
        timed_out
    }

    /// Gives the lock back and waits for a notification.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_raw(guard.lock().raw(), None, sim::here());
        guarded(guard.is_poisoned(), guard)
    }

    /// Waits as long as the condition holds.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`Condvar::wait_timeout`], in milliseconds; the flag tells whether a notification came.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the guard.
    #[deprecated(
        since = "1.6.0",
        note = "replaced by `std::sync::Condvar::wait_timeout`"
    )]
    #[track_caller]
    pub fn wait_timeout_ms<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        ms: u32,
    ) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let deadline = deadline(Duration::from_millis(u64::from(ms)));
        let timed_out = self.wait_raw(guard.lock().raw(), deadline, sim::here());
        guarded(guard.is_poisoned(), (guard, !timed_out))
    }

    /// Gives the lock back and waits for a notification, but not longer than `dur`.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let timed_out = self.wait_raw(guard.lock().raw(), deadline(dur), sim::here());
        guarded(guard.is_poisoned(), (guard, WaitTimeoutResult(timed_out)))
    }

    /// Waits as long as the condition holds, but not longer than `dur`.
    ///
    /// # Errors
    /// The lock is poisoned; the error holds the guard.
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        dur: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let start = Instant::now();
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(timeout) = dur.checked_sub(start.elapsed()) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            let (again, result) = self.wait_timeout(guard, timeout)?;
            guard = again;
            if result.timed_out() {
                // Virtual time does not pass by itself, so that the loop would ask for ever.
                let waiting = condition(&mut *guard);
                return Ok((guard, WaitTimeoutResult(waiting)));
            }
        }
    }

    /// Wakes one of the threads that wait.
    #[track_caller]
    pub fn notify_one(&self) {
        let (object, at) = (self.object(), sim::here());
        sim::point();
        let count = self.queue().len();
        notice::passed_on();
        if count == 0 {
            notice::missed(object);
        } else {
            let chosen = sim::choose(Choice::Branch, count);
            Self::wake(self.queue().remove(chosen), count > 1);
            sim::changed(object);
        }
        sim::record(
            Operation::NotifyOne,
            Some(object),
            Occurrence::Done,
            at,
            || met(count),
        );
        sim::released();
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let (object, at) = (self.object(), sim::here());
        sim::point();
        let count = self.queue().len();
        notice::passed_on();
        if count == 0 {
            notice::missed(object);
        } else {
            let each = |waiter| Self::wake(waiter, false);
            self.queue().drain(..).for_each(each);
            sim::changed(object);
        }
        sim::record(
            Operation::NotifyAll,
            Some(object),
            Occurrence::Done,
            at,
            || met(count),
        );
        sim::released();
    }

    fn wake(waiter: *const Waiter, one_of_many: bool) {
        // SAFETY: what is in the queue lies on the stack of a thread that waits.
        let waiter = unsafe { &*waiter };
        waiter.notified.set(true);
        if one_of_many {
            waiter.chosen.set(Some(notice::here_and_now()));
        }
    }
}

/// How many waiters a notification met, for the story.
fn met(waiters: usize) -> Option<String> {
    (waiters == 0).then(|| "nobody waits".to_owned())
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Condvar {
        Condvar::new()
    }
}
