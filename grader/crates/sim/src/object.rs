//! Things that threads wait for: identity, waiters, and what a report tells of them.
//!
//! What an object *is* (a lock, a queue) is known only to the facade that owns it; the runtime keeps
//! who waits for it, and in a traced execution also who holds it and where it came from.

use crate::notice::Wasted;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::Location;
use wire::Place;

/// A source location as `#[track_caller]` gives it.
pub type At = &'static Location<'static>;

/// An object of the running execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// What kind of thing an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `std::sync::Mutex`
    Mutex,
    /// `std::sync::RwLock`
    RwLock,
    /// `std::sync::Condvar`
    Condvar,
    /// A channel with this capacity; `None` if it is unbounded.
    Channel(Option<usize>),
    /// A channel that fires at a moment: `after`, `at`, `tick`.
    Timer,
    /// A channel that never fires.
    Never,
    /// A thread, for `join`.
    Thread(u32),
    /// A thread, for `park`.
    Parker(u32),
    /// The threads of a `thread::scope`.
    Scope,
    /// `std::sync::Barrier`
    Barrier,
    /// `Once`, `OnceLock`, `LazyLock`
    Once,
    /// An atomic.
    Atomic,
    /// A gate of the check.
    Gate,
    /// What the check counts the work with.
    Meter,
}

impl Kind {
    /// The kind, for people.
    #[must_use]
    pub fn describe(self) -> String {
        let word = match self {
            Kind::Channel(None) => return "unbounded channel".into(),
            Kind::Channel(Some(capacity)) => return format!("channel of capacity {capacity}"),
            Kind::Thread(id) => return format!("end of thread {id}"),
            Kind::Parker(id) => return format!("parking place of thread {id}"),
            Kind::Mutex => "Mutex",
            Kind::RwLock => "RwLock",
            Kind::Condvar => "Condvar",
            Kind::Timer => "timer channel",
            Kind::Never => "channel that never fires",
            Kind::Scope => "scope",
            Kind::Barrier => "Barrier",
            Kind::Once => "Once",
            Kind::Atomic => "atomic",
            Kind::Gate => "gate of the check",
            Kind::Meter => "meter of the check",
        };
        word.into()
    }
}

/// What a facade object carries to know its identity in the running execution.
///
/// It is made by `const fn`s, outside any execution, so it finds its number at first use; a number
/// of an earlier execution counts as none. That is how statics start afresh.
#[derive(Debug)]
pub struct Tag {
    /// The execution's number in the upper half, the object's in the lower; 0: none yet.
    slot: Cell<u64>,
    created: At,
}

// SAFETY: simulated threads run one at a time on one thread of the system, so that the cell is never
// used by two at once; a tag outside any execution is not written.
unsafe impl Sync for Tag {}
// SAFETY: as above; it holds numbers and a static reference.
unsafe impl Send for Tag {}

impl Tag {
    /// A tag for an object that is created at `created`.
    #[must_use]
    pub const fn new(created: At) -> Self {
        Self {
            slot: Cell::new(0),
            created,
        }
    }

    /// The object's number in the running execution; registers it at first use.
    ///
    /// Never inlined, as [`Tag::is_known`] is not: the methods of a generic facade, such as a lock, are compiled with
    /// the submission, and what is inlined into them is compiled there once more, without optimisation.
    #[inline(never)]
    pub fn object(&self, kind: Kind) -> ObjectId {
        self.object_or(|| kind)
    }

    /// As [`Tag::object`], for a kind that costs something to tell.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    pub fn object_or(&self, kind: impl FnOnce() -> Kind) -> ObjectId {
        let slot = self.slot.get();
        let epoch = crate::epoch();
        if slot >> 32 == u64::from(epoch) {
            return ObjectId(slot as u32);
        }
        let object = crate::register(kind(), self.created);
        self.slot.set(u64::from(epoch) << 32 | u64::from(object.0));
        object
    }

    /// Whether the object has been used in the running execution.
    #[inline(never)]
    pub fn is_known(&self) -> bool {
        self.slot.get() >> 32 == u64::from(crate::epoch())
    }

    /// Whether the object has been used in an earlier execution and not yet in this one: a static.
    #[inline]
    pub fn is_stale(&self) -> bool {
        let slot = self.slot.get();
        slot != 0 && slot >> 32 != u64::from(crate::epoch())
    }

    /// Where the object was created.
    pub fn created(&self) -> At {
        self.created
    }
}

/// Which end of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It sends.
    Sender,
    /// It receives.
    Receiver,
}

/// An object as the runtime keeps it.
pub(crate) struct Object {
    pub(crate) kind: Kind,
    /// Threads that wait for it. A thread stands here once for each arm of its wait.
    pub(crate) waiters: Vec<u32>,
    /// The threads that hold it, for a lock.
    pub(crate) owners: Vec<u32>,
    /// Who took it last, and when, in steps, for a lock: the last few times.
    pub(crate) takers: [(u32, u64); 4],
    /// When a thread's last notification that met no waiter was given, in steps.
    pub(crate) missed: BTreeMap<u32, u64>,
    /// The last notification that woke a thread which could not go on.
    pub(crate) wasted: Option<Wasted>,
    /// Only in a traced execution.
    pub(crate) traced: Option<Box<Traced>>,
}

/// What a traced execution keeps of an object.
#[derive(Default)]
pub(crate) struct Traced {
    pub(crate) created: Option<Place>,
    /// The calls that led there.
    pub(crate) via: Vec<Place>,
    /// Where each owner took it, in the order of the owners.
    pub(crate) taken: Vec<Option<Place>>,
    pub(crate) handles: Vec<Handle>,
    pub(crate) queued: Option<u64>,
    pub(crate) put: Option<wire::Put>,
}

/// A living endpoint of a channel.
pub(crate) struct Handle {
    pub(crate) number: u32,
    pub(crate) role: Role,
    pub(crate) made_by: u32,
    pub(crate) made: Option<Place>,
    pub(crate) last_used_by: Option<u32>,
}
