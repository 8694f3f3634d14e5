//! `LazyLock`: a value that is made at its first use.

use super::once::{Again, RawOnce, State};
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::mem;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use sim::ObjectId;

/// A value that is made at its first use, by whoever comes first.
pub struct LazyLock<T, F = fn() -> T> {
    once: RawOnce,
    data: UnsafeCell<Data<T, F>>,
}

enum Data<T, F> {
    Maker(F),
    Value(T),
    /// The maker runs, or has panicked.
    Gone,
}

// SAFETY: the value is written by one thread before the state says that it is there, and is only
// read after that.
unsafe impl<T: Sync + Send, F: Send> Sync for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// A value that `f` will make.
    #[track_caller]
    pub const fn new(f: F) -> LazyLock<T, F> {
        let once = RawOnce::new(State::Incomplete, Location::caller());
        LazyLock {
            once,
            data: UnsafeCell::new(Data::Maker(f)),
        }
    }

    /// Makes the value if need be.
    ///
    /// # Panics
    /// If the closure does, or has done so.
    #[track_caller]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        let object = this.object();
        this.once
            .call(object, Again::Yes, sim::here(), &mut |state| {
                if state.is_poisoned() {
                    panic_poisoned();
                }
                // SAFETY: the state says that this thread makes the value; nobody else reads or writes.
                // No reference is held while the closure runs.
                match unsafe { mem::replace(&mut *this.data.get(), Data::Gone) } {
                    // SAFETY: as above.
                    Data::Maker(make) => unsafe { *this.data.get() = Data::Value(make()) },
                    Data::Value(_) | Data::Gone => unreachable!("a value is made once"),
                }
            });
        this.stored()
            .expect("the state says that the value is there")
    }

    /// Makes the value if need be.
    ///
    /// # Panics
    /// If the closure does, or has done so.
    #[track_caller]
    pub fn force_mut(this: &mut LazyLock<T, F>) -> &mut T {
        let data = this.data.get_mut();
        if let Data::Maker(_) = data {
            this.once.set_state(State::Poisoned);
            if let Data::Maker(make) = mem::replace(data, Data::Gone) {
                *data = Data::Value(make());
                this.once.set_state(State::Complete);
            }
        }
        match data {
            Data::Value(value) => value,
            Data::Maker(_) | Data::Gone => panic_poisoned(),
        }
    }
}

impl<T, F> LazyLock<T, F> {
    fn object(&self) -> ObjectId {
        self.once.object(self)
    }

    fn stored(&self) -> Option<&T> {
        // SAFETY: the state is complete, and a complete value is never changed through a shared
        // reference.
        match unsafe { &*self.data.get() } {
            Data::Value(value) => Some(value),
            Data::Maker(_) | Data::Gone => None,
        }
    }

    /// The value, if it is made.
    pub fn get_mut(this: &mut LazyLock<T, F>) -> Option<&mut T> {
        match this.data.get_mut() {
            Data::Value(value) => Some(value),
            Data::Maker(_) | Data::Gone => None,
        }
    }

    /// The value, if it is made.
    pub fn get(this: &LazyLock<T, F>) -> Option<&T> {
        this.object();
        if this.once.is_completed() {
            this.stored()
        } else {
            None
        }
    }
}

#[cold]
fn panic_poisoned() -> ! {
    panic!("LazyLock instance has previously been poisoned")
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_tuple("LazyLock");
        match LazyLock::get(self) {
            Some(value) => text.field(value),
            None => text.field(&format_args!("<uninit>")),
        };
        text.finish()
    }
}
