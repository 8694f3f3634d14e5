//! A thread that waits for a partner, or in a select for whatever comes first.

use std::cell::Cell;

/// Nothing has happened yet to a waiting party.
const NOTHING: usize = usize::MAX;
/// Something has, but no arm of its own is meant.
pub(crate) const SOMETHING: usize = usize::MAX - 1;

/// A thread that waits: for a partner, or in a select for whatever comes first.
pub(crate) struct Party {
    /// The partner came: through which arm, and the exchange's number.
    met: Cell<Option<(usize, u64)>>,
    /// The arm, not of a rendezvous, that became ready first.
    first: Cell<usize>,
    first_at: Cell<u64>,
}

impl Party {
    pub(crate) fn new() -> Self {
        Self {
            met: Cell::new(None),
            first: Cell::new(NOTHING),
            first_at: Cell::new(0),
        }
    }

    /// The partner has come.
    pub(crate) fn meet(&self, arm: usize, exchange: u64) {
        self.met.set(Some((arm, exchange)));
    }

    pub(crate) fn met(&self) -> Option<(usize, u64)> {
        self.met.get()
    }

    /// The arm that became ready first, and when.
    pub(crate) fn first(&self) -> Option<(usize, u64)> {
        let first = self.first.get();
        (first != NOTHING).then(|| (first, self.first_at.get()))
    }

    /// An arm is ready, or not any more: a select takes what came first, not what it likes best.
    pub(crate) fn note(&self, arm: usize, ready: bool, at: u64) {
        if ready && self.first.get() == NOTHING {
            self.first.set(arm);
            self.first_at.set(at);
        } else if !ready && self.first.get() == arm {
            self.first.set(NOTHING);
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.met.get().is_none() && self.first.get() == NOTHING
    }
}
