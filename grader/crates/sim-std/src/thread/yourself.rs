//! A thread's handle to itself and to others: identity, name, parking.

use crate::time::deadline;
use ::std::cell::Cell;
use ::std::fmt;
use ::std::num::NonZero;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;
use ::std::time::Duration;
use sim::{Arm, At, Kind, ObjectId, Tag, Woken};
use wire::{Occurrence, Operation};

/// A handle to a thread.
#[derive(Clone)]
pub struct Thread {
    inner: Arc<Inner>,
}

struct Inner {
    number: Cell<u32>,
    name: Option<String>,
    parker: Tag,
    /// An `unpark` that no `park` has used up yet.
    token: Cell<bool>,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell.
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}
impl UnwindSafe for Inner {}
impl RefUnwindSafe for Inner {}

/// Tells threads of one execution apart.
#[derive(Eq, PartialEq, Clone, Copy, Hash, Debug)]
pub struct ThreadId(NonZero<u64>);

impl Thread {
    /// A handle to a thread that is about to be started.
    pub(super) fn new(name: Option<String>, at: At) -> Thread {
        if let Some(name) = &name {
            assert!(
                !name.contains('\0'),
                "thread name may not contain interior null bytes"
            );
        }
        let (number, token) = (Cell::new(u32::MAX), Cell::new(false));
        Thread {
            inner: Arc::new(Inner {
                number,
                name,
                parker: Tag::new(at),
                token,
            }),
        }
    }

    pub(super) fn set_number(&self, number: u32) {
        self.inner.number.set(number);
    }

    pub(super) fn number(&self) -> u32 {
        self.inner.number.get()
    }

    /// Makes this the handle that [`current`] gives in the running thread.
    pub(super) fn begin(self) {
        self.set_number(sim::current());
        // It is the first of the thread's locals, and so the last to be destroyed.
        let _ = sim::local(key(), || self);
    }

    /// Which thread it is.
    ///
    /// # Panics
    /// Never: one more than a number is not zero.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(NonZero::new(u64::from(self.number()) + 1).expect("one more than a number"))
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.inner.name.as_deref()
    }

    fn object(&self) -> ObjectId {
        self.inner.parker.object_or(|| Kind::Parker(self.number()))
    }

    /// Lets the thread go on from `park`, now or when it comes there.
    #[track_caller]
    pub fn unpark(&self) {
        let (object, at) = (self.object(), sim::here());
        sim::point();
        self.inner.token.set(true);
        sim::changed(object);
        sim::record(
            Operation::Unpark,
            Some(object),
            Occurrence::Done,
            at,
            || None,
        );
        sim::released();
    }

    fn park(&self, deadline: Option<u64>, at: At) {
        let object = self.object();
        let token = &self.inner.token;
        // To begin to wait is a choice already.
        if token.get() {
            sim::point();
        }
        let spurious = !token.get() && sim::rarely();
        if spurious {
            sim::released();
        }
        let timed_out = !spurious && {
            let arm = Arm::new(object, token, Cell::get);
            sim::wait(Operation::Park, &[arm], deadline, at) == Woken::TimedOut
        };
        token.set(false);
        let occurrence = if timed_out {
            Occurrence::TimedOut
        } else {
            Occurrence::Done
        };
        sim::record(Operation::Park, Some(object), occurrence, at, || {
            spurious.then(|| "woken for no reason".to_owned())
        });
    }
}

/// Where the running thread's own handle is kept.
fn key() -> *const () {
    static KEY: u8 = 0;
    (&raw const KEY).cast()
}

/// The running thread.
#[must_use]
pub fn current() -> Thread {
    let make = || {
        let number = sim::current();
        let thread = Thread::new(sim::name_of(number), Location::caller());
        thread.set_number(number);
        thread
    };
    match sim::local(key(), make) {
        // SAFETY: the value lives until the thread ends, and only this thread drops it.
        Ok(thread) => unsafe { (*thread).clone() },
        // Destructors of thread-locals run; the handle is gone already.
        Err(sim::LocalGone) => make(),
    }
}

/// Waits until somebody unparks the running thread. May return for no reason.
#[track_caller]
pub fn park() {
    current().park(None, sim::here());
}

/// Waits until somebody unparks the running thread, but not longer than `dur`.
#[track_caller]
pub fn park_timeout(dur: Duration) {
    current().park(deadline(dur), sim::here());
}

/// As [`park_timeout`], in milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::park_timeout`")]
#[track_caller]
pub fn park_timeout_ms(ms: u32) {
    park_timeout(Duration::from_millis(u64::from(ms)));
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
