//! Scopes: threads that may borrow, and are waited for.

use super::packet::JoinInner;
use super::{Builder, Result, Thread, current};
use ::std::cell::Cell;
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{AssertUnwindSafe, RefUnwindSafe};
use ::std::sync::Arc;
use sim::{Arm, At, Kind, Tag};
use wire::{Occurrence, Operation};

/// The threads of a scope are started through it.
#[expect(
    clippy::struct_field_names,
    reason = "`scope` and `env` are the names of the lifetimes"
)]
pub struct Scope<'scope, 'env: 'scope> {
    data: Arc<ScopeData>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// Owns the right to join a thread of a scope.
pub struct ScopedJoinHandle<'scope, T> {
    inner: JoinInner<T>,
    scope: PhantomData<&'scope ()>,
}

pub(super) struct ScopeData {
    tag: Tag,
    running: Cell<usize>,
    panicked: Cell<bool>,
    main_thread: Thread,
}

// SAFETY: simulated threads run one at a time, and none is switched while it uses a cell.
unsafe impl Send for ScopeData {}
// SAFETY: as above.
unsafe impl Sync for ScopeData {}
impl RefUnwindSafe for ScopeData {}

impl ScopeData {
    pub(super) fn one_more(&self) {
        self.running.set(self.running.get() + 1);
    }

    pub(super) fn one_is_done(&self, panicked: bool) {
        if panicked {
            self.panicked.set(true);
        }
        self.running.set(self.running.get() - 1);
        sim::changed(self.tag.object(Kind::Scope));
    }

    fn wait(&self, at: At) {
        // That all are done is for ever: to begin to wait is the only choice.
        let object = self.tag.object(Kind::Scope);
        if self.running.get() > 0 {
            let all_done = |running: &Cell<usize>| running.get() == 0;
            sim::wait(
                Operation::Join,
                &[Arm::new(object, &self.running, all_done)],
                None,
                at,
            );
            sim::unnoticed();
        }
        sim::record(Operation::Join, Some(object), Occurrence::Done, at, || None);
    }
}

/// Runs a closure which may start threads that borrow, and waits for them.
///
/// # Panics
/// If a thread of the scope panicked, and nobody joined it.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let at = sim::here();
    let scope = Scope {
        data: Arc::new(ScopeData {
            tag: Tag::new(at),
            running: Cell::new(0),
            panicked: Cell::new(false),
            main_thread: current(),
        }),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = sim::stop_unwind(AssertUnwindSafe(|| f(&scope)));
    scope.data.wait(at);
    match result {
        Err(payload) => sim::resume_stopped(payload),
        Ok(_) if scope.data.panicked.get() => panic!("a scoped thread panicked"),
        Ok(result) => result,
    }
}

impl<'scope> Scope<'scope, '_> {
    pub(super) fn data(&self) -> Arc<ScopeData> {
        Arc::clone(&self.data)
    }

    /// Starts a thread of the scope.
    ///
    /// # Panics
    /// Never: too many threads end the execution.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new()
            .spawn_scoped(self, f)
            .expect("failed to spawn thread")
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    pub(super) fn new(inner: JoinInner<T>) -> Self {
        Self {
            inner,
            scope: PhantomData,
        }
    }

    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.inner.thread()
    }

    /// Waits for the thread's end, and gives its result.
    ///
    /// # Errors
    /// The thread panicked; the error is the payload.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.inner.join(sim::here())
    }

    /// Whether the thread has done its work.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished(sim::here())
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("num_running_threads", &self.data.running.get())
            .field("a_thread_panicked", &self.data.panicked.get())
            .field("main_thread", &self.data.main_thread)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
