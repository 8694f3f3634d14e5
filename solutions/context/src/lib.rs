//! Context: cancellation and deadlines, passed down a tree of calls.
//!
//! The whole design is the answer to one question: who keeps whom alive?
//!
//! ```text
//!   Context ──▶ Handle ──▶ Handle of the parent ──▶ …      upwards: handles
//!                 │          │
//!                 ▼          ▼
//!   Canceller ─▶ State ◀── State of the parent             downwards: states
//! ```
//!
//! A *handle* is what a context is: its value, and its parent's handle, so that a living child keeps all that
//! binds it. A *state* is what can be cancelled: the sender whose drop closes `done`, the cause, and the
//! states of the children. States know nothing of handles, so nothing refers in a circle, and whoever
//! holds a state only (a canceller, a parent, the thread that waits for a deadline) keeps no value alive. When the
//! last clone of a context goes, its handle takes its state out of the parent's list.
//!
//! Alternatives, and what they cost: weak references from parent to child need no such drop, but the
//! parent's list then grows with every child that has gone, unless somebody sweeps it. One lock for a whole
//! tree makes the order of events obvious, and every request wait for every other. A thread for each
//! child that waits for its parent needs no list at all, and a thread for each call.

use crossbeam_channel::{Receiver, Sender, at, bounded, select};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use std::{iter, mem, thread};

/// Cancels what it was made for. Clones cancel the same thing; dropping one cancels nothing.
#[derive(Clone)]
pub struct Canceller {
    state: Arc<State>,
}

impl Canceller {
    /// Cancels, at once. Once more does nothing.
    pub fn cancel(&self) {
        self.state.cancel(Cause::Cancelled);
    }
}

/// A signal for any number of listeners: the receiver, and all its clones, close when `cancel` is called.
#[must_use]
pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let state = State::new();
    let done = state.done.clone();
    (Canceller { state }, done)
}

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It, or one of its ancestors, was cancelled.
    Cancelled,
    /// Its deadline, or that of one of its ancestors, is over.
    DeadlineExceeded,
}

/// What can be cancelled.
struct State {
    done: Receiver<()>,
    progress: Mutex<Progress>,
}

enum Progress {
    Running {
        /// Never used. Dropping it closes `done`.
        _open: Sender<()>,
        /// By a number, so that a child that goes can be taken out.
        children: HashMap<u64, Arc<State>>,
        next: u64,
    },
    Done(Cause),
}

impl State {
    fn new() -> Arc<Self> {
        let (open, done) = bounded(0);
        let progress = Progress::Running {
            _open: open,
            children: HashMap::new(),
            next: 0,
        };
        Arc::new(Self {
            done,
            progress: Mutex::new(progress),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress
            .lock()
            .expect("nobody panics while holding this lock")
    }

    fn cause(&self) -> Option<Cause> {
        match *self.lock() {
            Progress::Running { .. } => None,
            Progress::Done(cause) => Some(cause),
        }
    }

    /// The first cause stays.
    fn cancel(&self, cause: Cause) {
        let before = {
            let mut progress = self.lock();
            if let Progress::Done(_) = *progress {
                return;
            }
            mem::replace(&mut *progress, Progress::Done(cause))
        };
        // The cause is set by now; what `before` holds is dropped, and so `done` closes after it. Whoever
        // sees the close finds the cause.
        if let Progress::Running { children, .. } = before {
            for child in children.into_values() {
                child.cancel(cause);
            }
        }
    }

    /// Enters `child`, or passes the cause on to it. One lock covers the look and the entry: a cancellation
    /// in between would be lost for the child.
    fn adopt(&self, child: &Arc<State>) -> Option<u64> {
        let cause = match &mut *self.lock() {
            Progress::Running { children, next, .. } => {
                *next += 1;
                children.insert(*next, Arc::clone(child));
                return Some(*next);
            }
            Progress::Done(cause) => *cause,
        };
        child.cancel(cause);
        None
    }

    fn forget(&self, child: u64) {
        if let Progress::Running { children, .. } = &mut *self.lock() {
            children.remove(&child);
        }
    }
}

/// What a call passes on to the calls that it makes: whether to stop, until when, and values.
///
/// Contexts form a tree. A context is *done* when it is cancelled, when its deadline is over, or when its
/// parent is done. Clones are the same context.
#[derive(Clone)]
pub struct Context {
    handle: Arc<Handle>,
}

/// What the clones of a context share.
struct Handle {
    /// Its own, or its parent's if it only adds a value.
    state: Arc<State>,
    parent: Option<Context>,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    /// Its place in the list of its parent.
    entry: Option<u64>,
    /// Never used. Dropping it tells the thread that waits for the deadline to go home.
    _alive: Option<Sender<()>>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let (Some(parent), Some(entry)) = (&self.parent, self.entry) {
            parent.handle.state.forget(entry);
        }
    }
}

impl Context {
    /// The root of a tree. It is never done.
    #[must_use]
    pub fn background() -> Self {
        let handle = Handle {
            state: State::new(),
            parent: None,
            deadline: None,
            value: None,
            entry: None,
            _alive: None,
        };
        Self {
            handle: Arc::new(handle),
        }
    }

    /// A child that can be cancelled.
    #[must_use]
    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.child(None)
    }

    /// A child that is done after `timeout` at the latest.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.child(Instant::now().checked_add(timeout))
    }

    /// A child that is done at `deadline` at the latest.
    #[must_use]
    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.child(Some(deadline))
    }

    fn child(&self, deadline: Option<Instant>) -> (Context, Canceller) {
        let state = State::new();
        let entry = self.handle.state.adopt(&state);
        let parents = self.deadline();
        let earliest = parents.into_iter().chain(deadline).min();
        // A deadline that is not earlier than the parent's is the parent's business: it comes down with the
        // cancellation, and needs no thread of its own.
        let own = earliest.filter(|_| earliest != parents);
        let handle = Handle {
            parent: Some(self.clone()),
            deadline: earliest,
            value: None,
            entry,
            _alive: own.and_then(|own| expire(&state, own)),
            state: Arc::clone(&state),
        };
        let context = Context {
            handle: Arc::new(handle),
        };
        (context, Canceller { state })
    }

    /// A child that carries `value`.
    #[must_use]
    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        // It is done when its parent is: the same state will do.
        let handle = Handle {
            state: Arc::clone(&self.handle.state),
            parent: Some(self.clone()),
            deadline: self.deadline(),
            value: Some(Box::new(value)),
            entry: None,
            _alive: None,
        };
        Context {
            handle: Arc::new(handle),
        }
    }

    /// A receiver that closes when the context is done. Nothing is ever sent on it.
    #[must_use]
    pub fn done(&self) -> Receiver<()> {
        self.handle.state.done.clone()
    }

    /// Why the context is done; `None` as long as it is not.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.handle.state.cause()
    }

    /// When the context will be done at the latest: the earliest deadline of itself and its ancestors.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.handle.deadline
    }

    /// The value of type `T` that was given to this context or to its nearest ancestor that has one.
    #[must_use]
    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        iter::successors(Some(self), |context| context.handle.parent.as_ref())
            .find_map(|context| context.handle.value.as_ref()?.downcast_ref())
    }
}

/// Cancels `state` at `deadline`, unless what this returns is dropped before.
fn expire(state: &Arc<State>, deadline: Instant) -> Option<Sender<()>> {
    if deadline <= Instant::now() {
        state.cancel(Cause::DeadlineExceeded);
        return None;
    }
    let (alive, gone) = bounded::<()>(0);
    let state = Arc::clone(state);
    thread::spawn(move || {
        select! {
            recv(state.done) -> _ => {}
            recv(gone) -> _ => {}
            recv(at(deadline)) -> _ => state.cancel(Cause::DeadlineExceeded),
        }
    });
    Some(alive)
}

/// Between two results of [`odds_with_context`].
const PAUSE: Duration = Duration::from_millis(499);

/// "Result: 1", "Result: 3", … up to `max`, with a pause of 499 ms between two sends.
///
/// The stream closes right after the last result, and at once when `ctx` is done.
#[must_use]
pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let (sender, results) = bounded(0);
    let ctx = ctx.clone(); // Not only `done`: the thread keeps alive what it listens to.
    thread::spawn(move || {
        let done = ctx.done();
        for number in (1..=max).step_by(2) {
            // Wherever the thread waits, it waits for `done` too. `select!` with a `default` that sends and
            // sleeps, as one often reads it, hears nothing in the send and nothing in the sleep.
            if number > 1 {
                select! {
                    recv(done) -> _ => return,
                    default(PAUSE) => {}
                }
            }
            select! {
                recv(done) -> _ => return,
                send(sender, format!("Result: {number}")) -> sent => if sent.is_err() {
                    return; // The reader has left.
                },
            }
        }
    });
    results
}
