//! Scopes: threads that may borrow, and are waited for.

use super::packet::{self, JoinInner};
use super::{Result, Thread, current};
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
    fn new(at: At) -> ScopeData {
        ScopeData {
            tag: Tag::new(at),
            running: Cell::new(0),
            panicked: Cell::new(false),
            main_thread: current(),
        }
    }

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
    let (mut f, mut result) = (Some(f), None);
    within(
        &mut |scope| {
            if let Some(f) = f.take() {
                result = Some(f(scope));
            }
        },
        sim::here(),
    );
    result.expect("what came to its end has a result")
}

/// What all scopes do, whatever their bodies are.
#[track_caller]
fn within<'env>(body: &mut dyn for<'scope> FnMut(&'scope Scope<'scope, 'env>), at: At) {
    let scope = Scope {
        data: Arc::new(ScopeData::new(at)),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = sim::stop_unwind(AssertUnwindSafe(|| body(&scope)));
    scope.data.wait(at);
    match result {
        Err(payload) => sim::resume_stopped(payload),
        Ok(()) if scope.data.panicked.get() => panic!("a scoped thread panicked"),
        Ok(()) => {}
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread of the scope; for each closure only its box is compiled.
    pub(super) fn start<T: Send + 'scope>(
        &'scope self,
        name: Option<String>,
        f: Box<dyn FnOnce() -> T + Send + 'scope>,
        at: At,
    ) -> ScopedJoinHandle<'scope, T> {
        let data = Some(Arc::clone(&self.data));
        ScopedJoinHandle {
            // SAFETY: the scope does not end before the thread is done with what it borrows.
            inner: unsafe { packet::start(name, data, f, at) },
            scope: PhantomData,
        }
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
        self.start(None, Box::new(f), sim::here())
    }
}

impl<T> ScopedJoinHandle<'_, T> {
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
