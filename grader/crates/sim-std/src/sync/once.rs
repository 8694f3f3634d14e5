//! `Once`, and what `OnceLock` and `LazyLock` share with it.
//!
//! Once something is initialised it stays so; asking then is no scheduling point.

use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use sim::{Arm, At, Kind, ObjectId, Tag};
use wire::{Occurrence, Operation};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Incomplete,
    Running,
    Poisoned,
    Complete,
}

/// The state of an initialisation, whatever is initialised.
pub(super) struct RawOnce {
    pub(super) tag: Tag,
    state: Cell<State>,
}

/// What a closure learns that may run after others have failed.
pub struct OnceState {
    poisoned: bool,
    not_sync: PhantomData<Cell<()>>,
}

/// Sets the state when an initialisation ends, by a return or by a panic.
struct Completion<'a> {
    once: &'a RawOnce,
    object: ObjectId,
    state: State,
}

impl Drop for Completion<'_> {
    fn drop(&mut self) {
        sim::point();
        self.once.state.set(self.state);
        sim::give_back(self.object);
        sim::changed(self.object);
    }
}

impl RawOnce {
    pub(super) const fn new(state: State, at: At) -> Self {
        Self {
            tag: Tag::new(at),
            state: Cell::new(state),
        }
    }

    pub(super) fn set_state(&mut self, state: State) {
        self.state.set(state);
    }

    pub(super) fn object<T: ?Sized>(&self, whole: &T) -> ObjectId {
        // SAFETY: `whole` is the object that this state belongs to; nobody has used it in this
        // execution.
        unsafe { sim::refresh_static(&self.tag, ::std::ptr::from_ref(whole).cast_mut()) };
        self.tag.object(Kind::Once)
    }

    /// Whether it is done, now or after others had a chance to do it.
    pub(super) fn is_completed(&self) -> bool {
        if self.state.get() == State::Complete {
            return true;
        }
        sim::point();
        self.state.get() == State::Complete
    }

    /// Runs `init` unless that is done or under way; waits for the latter.
    pub(super) fn call(
        &self,
        object: ObjectId,
        again: Again,
        at: At,
        init: &mut dyn FnMut(&OnceState),
    ) {
        if self.state.get() == State::Complete {
            return;
        }
        // To begin to wait is a choice already.
        if self.state.get() != State::Running {
            sim::point();
        }
        self.wait_while_running(object, at);
        match (self.state.get(), again) {
            (State::Complete, _) => {}
            (State::Poisoned, Again::No) => panic_poisoned(),
            (state, _) => self.run(object, state == State::Poisoned, at, init),
        }
    }

    fn run(&self, object: ObjectId, poisoned: bool, at: At, init: &mut dyn FnMut(&OnceState)) {
        self.state.set(State::Running);
        sim::take(object, at);
        sim::changed(object);
        let mut completion = Completion {
            once: self,
            object,
            state: State::Poisoned,
        };
        init(&OnceState {
            poisoned,
            not_sync: PhantomData,
        });
        completion.state = State::Complete;
        drop(completion);
        sim::record(Operation::Once, Some(object), Occurrence::Done, at, || {
            Some("initialised".to_owned())
        });
        sim::released();
    }

    fn wait_while_running(&self, object: ObjectId, at: At) {
        while self.state.get() == State::Running {
            let ended = |state: &Cell<State>| state.get() != State::Running;
            sim::wait(
                Operation::Once,
                &[Arm::new(object, &self.state, ended)],
                None,
                at,
            );
        }
    }

    /// Waits until it is done, whoever does it.
    pub(super) fn wait(&self, object: ObjectId, again: Again, at: At) {
        let over: fn(&Cell<State>) -> bool = match again {
            Again::Yes => |state| state.get() == State::Complete,
            Again::No => |state| matches!(state.get(), State::Complete | State::Poisoned),
        };
        if self.state.get() != State::Complete {
            sim::point();
            while !over(&self.state) {
                sim::wait(
                    Operation::Once,
                    &[Arm::new(object, &self.state, over)],
                    None,
                    at,
                );
            }
        }
        if self.state.get() == State::Poisoned {
            panic_poisoned();
        }
    }
}

/// Whether an initialisation may follow one that panicked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    No,
}

fn panic_poisoned() -> ! {
    panic!("Once instance has previously been poisoned")
}

/// Runs one closure once, whoever comes first.
pub struct Once {
    raw: RawOnce,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell.
unsafe impl Sync for Once {}
impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// A `Once` that has not run.
#[deprecated(since = "1.38.0", note = "the `Once::new()` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "the real one is such a constant"
)]
pub const ONCE_INIT: Once = Once::new();

impl Once {
    /// A `Once` that has not run.
    #[must_use]
    #[track_caller]
    #[expect(clippy::new_without_default, reason = "the real one has none")]
    pub const fn new() -> Once {
        Once {
            raw: RawOnce::new(State::Incomplete, Location::caller()),
        }
    }

    fn object(&self) -> ObjectId {
        self.raw.object(self)
    }

    /// Runs the closure unless one has run; waits for one that runs.
    ///
    /// # Panics
    /// If a closure before has panicked.
    #[track_caller]
    pub fn call_once<F>(&self, f: F)
    where
        F: FnOnce(),
    {
        let mut f = Some(f);
        let mut init = |_: &OnceState| f.take().expect("a closure is run once")();
        self.raw
            .call(self.object(), Again::No, sim::here(), &mut init);
    }

    /// As [`Once::call_once`], even if a closure before has panicked.
    ///
    /// # Panics
    /// If the closure does.
    #[track_caller]
    pub fn call_once_force<F>(&self, f: F)
    where
        F: FnOnce(&OnceState),
    {
        let mut f = Some(f);
        let mut init = |state: &OnceState| f.take().expect("a closure is run once")(state);
        self.raw
            .call(self.object(), Again::Yes, sim::here(), &mut init);
    }

    /// Whether a closure has run to its end.
    pub fn is_completed(&self) -> bool {
        self.object();
        self.raw.is_completed()
    }

    /// Waits until a closure has run.
    ///
    /// # Panics
    /// If a closure has panicked.
    #[track_caller]
    pub fn wait(&self) {
        self.raw.wait(self.object(), Again::No, sim::here());
    }

    /// Waits until a closure has run, even if others panic before.
    #[track_caller]
    pub fn wait_force(&self) {
        self.raw.wait(self.object(), Again::Yes, sim::here());
    }
}

impl OnceState {
    /// Whether a closure before has panicked.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceState")
            .field("poisoned", &self.is_poisoned())
            .finish()
    }
}
