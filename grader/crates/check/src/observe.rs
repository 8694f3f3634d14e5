//! Looking at the code under test without disturbing it: counters, logs, meters and gates. None of
//! them but the gate is a scheduling point.

#![expect(
    clippy::arc_with_non_send_sync,
    reason = "shared among simulated threads, which run one at a time: see `Shared`"
)]

use sim::{Arm, Kind, Tag};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;
use wire::{Code, Occurrence, Operation};

/// Shared by clones, and usable from every simulated thread.
struct Shared<T>(Arc<T>);

// SAFETY: simulated threads run one at a time on one thread of the system.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// Waits until every other thread is blocked or done; no time passes.
pub fn settle() {
    sim::settle();
}

/// Simulated threads other than the check's own that have not ended.
#[must_use]
pub fn live_threads() -> usize {
    sim::live_threads()
}

/// The running simulated thread; 0 is the check's own.
#[must_use]
pub fn thread_number() -> u32 {
    sim::current()
}

/// Tells a report that the code under test called something of the check's.
#[track_caller]
fn tell_call() {
    if sim::is_active() && sim::tracing() && sim::current() != 0 {
        sim::record(Operation::Call, None, Occurrence::Done, sim::here(), || {
            None
        });
    }
}

/// As [`tell_call`], for an entry of a list, counted from 0; of the check's own thread, too, if the code under test
/// called it.
#[track_caller]
fn tell_entry(tag: &OnceCell<Tag>, entry: usize) {
    if sim::is_active() && sim::tracing() {
        let at = sim::here();
        let object = || tag.get_or_init(|| Tag::new(at)).object(Kind::Meter);
        sim::record_call(object, at, || format!("entry {}", entry + 1));
    }
}

/// A number that is counted up.
#[derive(Clone)]
pub struct Count(Shared<Cell<usize>>);

impl Count {
    /// 0.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a suite says `new`")]
    pub fn new() -> Self {
        Self(Shared(Arc::new(Cell::new(0))))
    }

    /// Counts one.
    #[track_caller]
    pub fn add(&self) {
        tell_call();
        self.0.set(self.0.get() + 1);
    }

    /// How often it was counted.
    #[must_use]
    pub fn get(&self) -> usize {
        self.0.get()
    }
}

/// A list that everybody may append to.
pub struct Log<T>(Shared<Entries<T>>);

struct Entries<T> {
    items: RefCell<Vec<T>>,
    tag: OnceCell<Tag>,
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Log<T> {
    /// Empty.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a suite says `new`")]
    pub fn new() -> Self {
        Self(Shared(Arc::new(Entries {
            items: RefCell::new(Vec::new()),
            tag: OnceCell::new(),
        })))
    }

    /// Appends.
    #[track_caller]
    pub fn push(&self, item: T) {
        tell_entry(&self.0.tag, self.len());
        self.0.items.borrow_mut().push(item);
    }

    /// How many items it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its items so far.
    #[must_use]
    pub fn snapshot(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.0.items.borrow().clone()
    }
}

#[derive(Default)]
struct Crowd {
    inside: Cell<usize>,
    peak: Cell<usize>,
    total: Cell<usize>,
    threads: RefCell<BTreeSet<u32>>,
    tag: OnceCell<Tag>,
}

impl Crowd {
    /// Tells a report that somebody came or went; only in a traced execution.
    #[track_caller]
    fn tell(&self, what: Operation) {
        if !sim::tracing() {
            return;
        }
        let at = sim::here();
        let tag = self.tag.get_or_init(|| Tag::new(at));
        let inside = self.inside.get();
        let object = Some(tag.object(Kind::Meter));
        sim::record(what, object, Occurrence::Done, at, || {
            Some(format!("{inside} inside"))
        });
    }
}

/// Counts how much happens at once.
#[derive(Clone)]
pub struct Meter(Shared<Crowd>);

/// Something is going on as long as this lives.
#[must_use]
pub struct Inside(Shared<Crowd>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.inside.set(self.0.inside.get() - 1);
        if sim::is_active() {
            self.0.tell(Operation::Leave);
        }
    }
}

impl Meter {
    /// Nobody inside.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a suite says `new`")]
    pub fn new() -> Self {
        Self(Shared(Arc::default()))
    }

    /// Somebody comes in, until the guard is dropped.
    #[track_caller]
    pub fn enter(&self) -> Inside {
        let crowd = &self.0;
        crowd.inside.set(crowd.inside.get() + 1);
        crowd.peak.set(crowd.peak.get().max(crowd.inside.get()));
        crowd.total.set(crowd.total.get() + 1);
        crowd.threads.borrow_mut().insert(sim::current());
        crowd.tell(Operation::Enter);
        Inside(self.0.clone())
    }

    /// How many are inside now.
    #[must_use]
    pub fn inside(&self) -> usize {
        self.0.inside.get()
    }

    /// The most that were ever inside at once.
    #[must_use]
    pub fn peak(&self) -> usize {
        self.0.peak.get()
    }

    /// How often somebody came in.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.total.get()
    }

    /// How many different threads came in.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.threads.borrow().len()
    }
}

/// Never more than `limit` at once: otherwise `limit-exceeded`.
pub fn expect_peak_at_most(what: &str, meter: &Meter, limit: usize) {
    let peak = meter.peak();
    if peak > limit {
        crate::expect::fail_with(
            Code::LimitExceeded,
            format!("{what}: {peak} at once, and {limit} is the limit"),
            vec![
                crate::expect::figure("limit", limit.to_string()),
                crate::expect::figure("at once", peak.to_string()),
            ],
        );
    }
}

struct Barrier {
    tag: Tag,
    open: Cell<bool>,
    tickets: Cell<usize>,
    waiting: Cell<usize>,
}

/// Holds up those who come, until it is opened.
#[derive(Clone)]
pub struct Gate(Shared<Barrier>);

impl Gate {
    /// Closed.
    #[must_use]
    #[track_caller]
    pub fn closed() -> Self {
        Self(Shared(Arc::new(Barrier {
            tag: Tag::new(sim::here()),
            open: Cell::new(false),
            tickets: Cell::new(0),
            waiting: Cell::new(0),
        })))
    }

    /// Goes through; waits while the gate is closed.
    #[track_caller]
    pub fn pass(&self) {
        let at = sim::here();
        let gate = &*self.0;
        let object = gate.tag.object(Kind::Gate);
        sim::point();
        gate.waiting.set(gate.waiting.get() + 1);
        let arm = Arm::new(object, gate, |gate| {
            gate.open.get() || gate.tickets.get() > 0
        });
        sim::wait(Operation::Gate, &[arm], None, at);
        gate.waiting.set(gate.waiting.get() - 1);
        if !gate.open.get() {
            gate.tickets.set(gate.tickets.get() - 1);
        }
        sim::changed(object);
        sim::record(Operation::Gate, Some(object), Occurrence::Done, at, || None);
    }

    /// How many wait here.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.waiting.get()
    }

    /// Lets everybody through from now on.
    pub fn open(&self) {
        self.0.open.set(true);
        sim::changed(self.0.tag.object(Kind::Gate));
    }

    /// Lets `n` more through.
    pub fn open_for(&self, n: usize) {
        self.0.tickets.set(self.0.tickets.get() + n);
        sim::changed(self.0.tag.object(Kind::Gate));
    }
}

/// Counts its own drops.
pub struct Probe(Count);

impl Probe {
    /// A value whose drop is counted in `count`.
    #[must_use]
    pub fn new(count: &Count) -> Self {
        Self(count.clone())
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.add();
    }
}
