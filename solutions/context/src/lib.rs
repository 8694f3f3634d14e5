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
//! holds a state only (a canceller, a parent, the thread that waits for a deadline) keeps no value alive. That the
//! last clone of a context has gone is told by closing, too: its parent sweeps such children out of its list
//! before the list would grow.
//!
//! Alternatives, and what they cost: a child that takes itself out of the list when it goes leaves nothing to
//! sweep, and needs a number, a `Drop`, and its parent's lock for each child that goes. One lock for a whole
//! tree makes the order of events obvious, and every request wait for every other. A thread for each
//! child that waits for its parent needs no list at all, and a thread for each call.

use crossbeam_channel::{Receiver, Sender, TryRecvError, at, bounded, select};
use std::any::Any;
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
        /// Those that have gone are among them until the next sweep.
        children: Vec<Child>,
    },
    Done(Cause),
}

struct Child {
    state: Arc<State>,
    /// Closes when the last clone of its context goes.
    gone: Receiver<()>,
}

impl State {
    fn new() -> Arc<Self> {
        let (open, done) = bounded(0);
        let progress = Progress::Running {
            _open: open,
            children: Vec::new(),
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
            for child in children {
                child.state.cancel(cause);
            }
        }
    }

    /// Enters `child`, or passes the cause on to it. One lock covers the look and the entry: a cancellation
    /// in between would be lost for the child.
    fn adopt(&self, child: Child) {
        let cause = match &mut *self.lock() {
            Progress::Running { children, .. } => {
                if children.spare_capacity_mut().is_empty() {
                    children
                        .retain(|child| matches!(child.gone.try_recv(), Err(TryRecvError::Empty)));
                    // Room for as many again: a sweep costs each child the same, however many there are.
                    children.reserve(children.len());
                }
                children.push(child);
                return;
            }
            Progress::Done(cause) => *cause,
        };
        child.state.cancel(cause);
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
    /// Never used. Dropping it tells the parent that this child has gone, and the thread that waits for its deadline.
    _alive: Option<Sender<()>>,
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
        let (alive, gone) = bounded::<()>(0);
        self.handle.state.adopt(Child {
            state: Arc::clone(&state),
            gone: gone.clone(),
        });
        let parents = self.deadline();
        let earliest = parents.into_iter().chain(deadline).min();
        // A deadline that is not earlier than the parent's is the parent's business: it comes down with the
        // cancellation, and needs no thread of its own.
        if let Some(own) = earliest.filter(|_| earliest != parents) {
            expire(&state, own, gone);
        }
        let handle = Handle {
            parent: Some(self.clone()),
            deadline: earliest,
            value: None,
            _alive: Some(alive),
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

/// Cancels `state` at `deadline`, unless `gone` closes before.
fn expire(state: &Arc<State>, deadline: Instant, gone: Receiver<()>) {
    if deadline <= Instant::now() {
        state.cancel(Cause::DeadlineExceeded);
        return;
    }
    let state = Arc::clone(state);
    thread::spawn(move || {
        select! {
            recv(state.done) -> _ => {}
            recv(gone) -> _ => {}
            recv(at(deadline)) -> _ => state.cancel(Cause::DeadlineExceeded),
        }
    });
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
