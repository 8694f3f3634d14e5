//! What all atomics have in common: a value, who has seen it, and the operations as steps.

use super::Ordering;
use ::std::cell::{Cell, UnsafeCell};
use sim::{At, Kind, ObjectId, Poll, Tag};
use wire::{Occurrence, Operation};

/// A value that an atomic can hold.
pub(super) trait Value: Copy + PartialEq {
    /// The value as text, if it is the same in every run.
    fn shown(self) -> Option<String>;
}

/// An atomic value.
pub(super) struct Word<T> {
    pub(super) value: UnsafeCell<T>,
    tag: Tag,
    /// Which threads have seen the value since it last changed, a bit each; threads whose numbers
    /// are equal modulo 64 share one.
    seen: Cell<u64>,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses the cells.
unsafe impl<T> Send for Word<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Word<T> {}

impl<T> Word<T> {
    pub(super) const fn new(value: T, at: At) -> Self {
        Self {
            value: UnsafeCell::new(value),
            tag: Tag::new(at),
            seen: Cell::new(0),
        }
    }
}

impl<T: Value> Word<T> {
    fn enter(&self) -> ObjectId {
        sim::point();
        sim::note_atomics();
        self.object()
    }

    fn object(&self) -> ObjectId {
        // SAFETY: the pointer is to this very object, and nobody has used it in this execution.
        unsafe { sim::refresh_static(&self.tag, ::std::ptr::from_ref(self).cast_mut()) };
        self.tag.object(Kind::Atomic)
    }

    /// The value, without a step: for `Debug`.
    pub(super) fn peek(&self) -> T {
        if sim::is_active() {
            self.object();
        }
        self.get()
    }

    fn get(&self) -> T {
        // SAFETY: nobody else moves meanwhile.
        unsafe { *self.value.get() }
    }

    fn set(&self, value: T) {
        // SAFETY: nobody else moves meanwhile, and no reference into the cell is handed out.
        unsafe { *self.value.get() = value };
        self.seen.set(0);
    }

    /// Notes that the running thread sees the value; tells whether it had seen it before.
    fn see(&self) -> bool {
        let bit = 1 << (sim::current() % 64);
        let before = self.seen.get();
        self.seen.set(before | bit);
        before & bit != 0
    }

    /// Whether the running thread has seen the value before.
    fn has_seen(&self) -> bool {
        self.seen.get() >> (sim::current() % 64) & 1 == 1
    }

    pub(super) fn load(&self, order: Ordering, at: At) -> T {
        check_load(order);
        let object = self.enter();
        if self.has_seen() {
            // Who looks at the same value again and again has to let others go first at last.
            sim::poll(Poll::Look, at);
        }
        self.see();
        let value = self.get();
        sim::record(Operation::Load, Some(object), Occurrence::Done, at, || {
            value.shown()
        });
        value
    }

    pub(super) fn store(&self, value: T, order: Ordering, at: At) {
        check_store(order);
        let object = self.enter();
        if self.get() != value {
            self.set(value);
            sim::changed(object);
        }
        sim::record(Operation::Store, Some(object), Occurrence::Done, at, || {
            value.shown()
        });
        sim::released();
    }

    /// Reads, and writes what `change` makes of it, in one step. Gives what was read.
    pub(super) fn update(&self, at: At, change: impl FnOnce(T) -> T) -> T {
        let object = self.enter();
        let old = self.get();
        self.write(object, old, change(old), at);
        old
    }

    fn write(&self, object: ObjectId, old: T, new: T, at: At) {
        sim::record(
            Operation::Update,
            Some(object),
            Occurrence::Done,
            at,
            || Some(format!("{} → {}", old.shown()?, new.shown()?)),
        );
        if old == new {
            self.looked(at);
        } else {
            self.set(new);
            sim::changed(object);
        }
        sim::released();
    }

    /// An operation that could have changed the value has not: it was no more than a look.
    fn looked(&self, at: At) {
        if self.see() {
            sim::poll(Poll::Look, at);
        }
    }

    /// Writes `new` if the value is `current`, in one step.
    pub(super) fn exchange(
        &self,
        (current, new): (T, T),
        failure: Ordering,
        weak: Weak,
        at: At,
    ) -> Result<T, T> {
        check_failure(failure);
        let object = self.enter();
        let old = self.get();
        let fails = old != current || (weak == Weak::Yes && sim::rarely());
        if fails {
            sim::record(
                Operation::Update,
                Some(object),
                Occurrence::Refused,
                at,
                || {
                    let found = old.shown()?;
                    Some(if old == current {
                        format!("{found}, but failed")
                    } else {
                        found
                    })
                },
            );
            self.looked(at);
            return Err(old);
        }
        self.write(object, old, new, at);
        Ok(old)
    }
}

/// Whether an exchange may fail for no reason.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weak {
    Yes,
    No,
}

/// The ordering of a failure that belongs to an ordering of `compare_and_swap`.
pub(super) fn failure_of(order: Ordering) -> Ordering {
    match order {
        Ordering::Release | Ordering::Relaxed => Ordering::Relaxed,
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        _ => Ordering::SeqCst,
    }
}

fn check_load(order: Ordering) {
    match order {
        Ordering::Release => panic!("there is no such thing as a release load"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release load"),
        _ => {}
    }
}

fn check_store(order: Ordering) {
    match order {
        Ordering::Acquire => panic!("there is no such thing as an acquire store"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release store"),
        _ => {}
    }
}

fn check_failure(order: Ordering) {
    match order {
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
        Ordering::Release => panic!("there is no such thing as a release failure ordering"),
        _ => {}
    }
}

/// The operations that every atomic type has, over a field `word` that holds a `$value`.
macro_rules! common_operations {
    ($value:ty) => {
        /// The value, while nobody else can reach it.
        pub fn get_mut(&mut self) -> &mut $value {
            self.word.value.get_mut()
        }

        /// The value.
        pub const fn into_inner(self) -> $value {
            // SAFETY: the atomic is owned here, and its value is `Copy`.
            unsafe { *self.word.value.get() }
        }

        /// A pointer to the value.
        #[must_use]
        pub const fn as_ptr(&self) -> *mut $value {
            self.word.value.get()
        }

        /// Reads the value.
        ///
        /// # Panics
        /// If the ordering is none for a load.
        #[track_caller]
        pub fn load(&self, order: Ordering) -> $value {
            self.word.load(order, sim::here())
        }

        /// Writes the value.
        ///
        /// # Panics
        /// If the ordering is none for a store.
        #[track_caller]
        pub fn store(&self, val: $value, order: Ordering) {
            self.word.store(val, order, sim::here());
        }

        /// Writes the value, and gives the one before.
        #[track_caller]
        pub fn swap(&self, val: $value, _order: Ordering) -> $value {
            self.word.update(sim::here(), |_| val)
        }

        /// Writes `new` if the value is `current`; gives the one before.
        #[deprecated(
            since = "1.50.0",
            note = "Use `compare_exchange` or `compare_exchange_weak` instead"
        )]
        #[track_caller]
        pub fn compare_and_swap(&self, current: $value, new: $value, order: Ordering) -> $value {
            let failure = super::word::failure_of(order);
            match self.compare_exchange(current, new, order, failure) {
                Ok(before) | Err(before) => before,
            }
        }

        /// Writes `new` if the value is `current`.
        ///
        /// # Errors
        /// The value is another one: this.
        ///
        /// # Panics
        /// If the second ordering is none for a load.
        #[track_caller]
        pub fn compare_exchange(
            &self,
            current: $value,
            new: $value,
            _success: Ordering,
            failure: Ordering,
        ) -> Result<$value, $value> {
            self.word
                .exchange((current, new), failure, super::word::Weak::No, sim::here())
        }

        /// Writes `new` if the value is `current`; may fail for no reason.
        ///
        /// # Errors
        /// The value is another one, or the exchange failed for no reason.
        ///
        /// # Panics
        /// If the second ordering is none for a load.
        #[track_caller]
        pub fn compare_exchange_weak(
            &self,
            current: $value,
            new: $value,
            _success: Ordering,
            failure: Ordering,
        ) -> Result<$value, $value> {
            self.word
                .exchange((current, new), failure, super::word::Weak::Yes, sim::here())
        }

        /// Writes what `f` makes of the value, until nobody comes between.
        ///
        /// # Errors
        /// `f` gave `None` for this value.
        #[track_caller]
        pub fn fetch_update<F>(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            f: F,
        ) -> Result<$value, $value>
        where
            F: FnMut($value) -> Option<$value>,
        {
            self.try_update(set_order, fetch_order, f)
        }

        /// Writes what `f` makes of the value, until nobody comes between.
        ///
        /// # Errors
        /// `f` gave `None` for this value.
        #[track_caller]
        pub fn try_update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            mut f: impl FnMut($value) -> Option<$value>,
        ) -> Result<$value, $value> {
            let mut before = self.load(fetch_order);
            while let Some(next) = f(before) {
                match self.compare_exchange_weak(before, next, set_order, fetch_order) {
                    done @ Ok(_) => return done,
                    Err(other) => before = other,
                }
            }
            Err(before)
        }

        /// Writes what `f` makes of the value, until nobody comes between; gives the one before.
        #[track_caller]
        pub fn update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            mut f: impl FnMut($value) -> $value,
        ) -> $value {
            let mut before = self.load(fetch_order);
            loop {
                match self.compare_exchange_weak(before, f(before), set_order, fetch_order) {
                    Ok(before) => return before,
                    Err(other) => before = other,
                }
            }
        }
    };
}
pub(super) use common_operations;
