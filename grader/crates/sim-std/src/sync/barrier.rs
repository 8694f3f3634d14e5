//! `Barrier`: the last to come is the leader.

use ::std::cell::Cell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use sim::{Arm, At, Kind, ObjectId, Tag};
use wire::{Occurrence, Operation};

/// Threads wait at it until so many are there.
pub struct Barrier {
    tag: Tag,
    size: usize,
    arrived: Cell<usize>,
    generation: Cell<usize>,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell.
unsafe impl Sync for Barrier {}
impl UnwindSafe for Barrier {}
impl RefUnwindSafe for Barrier {}

/// What a thread learns when it passes a barrier.
pub struct BarrierWaitResult(bool);

impl Barrier {
    /// A barrier for so many threads.
    #[must_use]
    #[track_caller]
    pub const fn new(n: usize) -> Barrier {
        let tag = Tag::new(Location::caller());
        Barrier {
            tag,
            size: n,
            arrived: Cell::new(0),
            generation: Cell::new(0),
        }
    }

    fn object(&self) -> ObjectId {
        // SAFETY: the pointer is to this very object, and nobody has used it in this execution.
        unsafe { sim::refresh_static(&self.tag, ::std::ptr::from_ref(self).cast_mut()) };
        self.tag.object(Kind::Barrier)
    }

    /// Waits until all threads are there.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        BarrierWaitResult(self.arrive(sim::here()))
    }

    fn arrive(&self, at: At) -> bool {
        let object = self.object();
        sim::point();
        self.arrived.set(self.arrived.get() + 1);
        let is_leader = self.arrived.get() >= self.size;
        if is_leader {
            self.arrived.set(0);
            self.generation.set(self.generation.get().wrapping_add(1));
            sim::changed(object);
        } else {
            self.wait_for_leader(object, at);
        }
        sim::record(
            Operation::Barrier,
            Some(object),
            Occurrence::Done,
            at,
            || is_leader.then(|| "the last to come".to_owned()),
        );
        if is_leader {
            sim::released();
        }
        is_leader
    }

    fn wait_for_leader(&self, object: ObjectId, at: At) {
        let waiting = (&self.generation, self.generation.get());
        let passed = |(now, then): &(&Cell<usize>, usize)| now.get() != *then;
        sim::wait(
            Operation::Barrier,
            &[Arm::new(object, &waiting, passed)],
            None,
            at,
        );
    }
}

impl BarrierWaitResult {
    /// Whether the thread is the one leader among those that passed together.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}
