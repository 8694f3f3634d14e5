//@ expect: lost-item in odds_with_context/ends_at_the_deadline
//@ points: 97.32
//! The thread keeps the channel that tells when to end, and not the context: when the caller drops
//! the context, that channel closes with it, and the stream ends too early.

use crossbeam_channel::{Receiver, Sender, at, bounded, select};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use std::{iter, mem, thread};

#[derive(Clone)]
pub struct Canceller {
    state: Arc<State>,
}

impl Canceller {
    pub fn cancel(&self) {
        self.state.cancel(Cause::Cancelled);
    }
}

#[must_use]
pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let state = State::new();
    let done = state.done.clone();
    (Canceller { state }, done)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

struct State {
    done: Receiver<()>,
    progress: Mutex<Progress>,
}

enum Progress {
    Running {
        _open: Sender<()>,
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

    fn cancel(&self, cause: Cause) {
        let before = {
            let mut progress = self.lock();
            if let Progress::Done(_) = *progress {
                return;
            }
            mem::replace(&mut *progress, Progress::Done(cause))
        };
        if let Progress::Running { children, .. } = before {
            for child in children.into_values() {
                child.cancel(cause);
            }
        }
    }

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

#[derive(Clone)]
pub struct Context {
    handle: Arc<Handle>,
}

struct Handle {
    state: Arc<State>,
    parent: Option<Context>,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    entry: Option<u64>,
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

    #[must_use]
    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.child(None)
    }

    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.child(Instant::now().checked_add(timeout))
    }

    #[must_use]
    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.child(Some(deadline))
    }

    fn child(&self, deadline: Option<Instant>) -> (Context, Canceller) {
        let state = State::new();
        let entry = self.handle.state.adopt(&state);
        let own = deadline.filter(|own| self.deadline().is_none_or(|parents| *own < parents));
        let handle = Handle {
            parent: Some(self.clone()),
            deadline: own.or(self.deadline()),
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

    #[must_use]
    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
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

    #[must_use]
    pub fn done(&self) -> Receiver<()> {
        self.handle.state.done.clone()
    }

    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.handle.state.cause()
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.handle.deadline
    }

    #[must_use]
    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        iter::successors(Some(self), |context| context.handle.parent.as_ref())
            .find_map(|context| context.handle.value.as_ref()?.downcast_ref())
    }
}

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

const PAUSE: Duration = Duration::from_millis(499);

#[must_use]
pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let (sender, results) = bounded(0);
    let done = ctx.done();
    thread::spawn(move || {
        for number in (1..=max).step_by(2) {
            if number > 1 {
                select! {
                    recv(done) -> _ => return,
                    default(PAUSE) => {}
                }
            }
            select! {
                recv(done) -> _ => return,
                send(sender, format!("Result: {number}")) -> sent => if sent.is_err() {
                    return;
                },
            }
        }
    });
    results
}
