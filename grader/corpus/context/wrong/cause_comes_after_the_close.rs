//@ expect: wrong-value in context/is_done_to_the_nanosecond
//@ expect: wrong-value in context/the_cause_comes_first
//@ expect: cancellation-ignored in context/no_cancellation_is_lost_on_a_new_child
//@ expect: wrong-value in context/one_cause_wins_the_race
//@ expect: wrong-value in context/clones_are_one_context
//! Closes first and writes down the cause then: whoever is woken by the close may look in between, and finds none. (Go study: non-blocking, traditional.)

use crossbeam_channel::{Receiver, Sender, at, bounded, select};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{mem, thread};

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let state = State::new();
    let done = state.done.clone();
    (Canceller { state }, done)
}

#[derive(Clone)]
pub struct Canceller {
    state: Arc<State>,
}

impl Canceller {
    pub fn cancel(&self) {
        self.state.cancel(Cause::Cancelled);
    }
}

struct State {
    done: Receiver<()>,
    inner: Mutex<Inner>,
}

struct Inner {
    open: Option<Sender<()>>,
    cause: Option<Cause>,
    children: HashMap<u64, Arc<State>>,
    next: u64,
}

impl State {
    fn new() -> Arc<Self> {
        let (open, done) = bounded(0);
        let inner = Inner {
            open: Some(open),
            cause: None,
            children: HashMap::new(),
            next: 0,
        };
        Arc::new(Self {
            done,
            inner: Mutex::new(inner),
        })
    }

    fn cancel(&self, cause: Cause) {
        let mut inner = self.inner.lock().unwrap();
        if inner.cause.is_some() {
            return;
        }
        let Some(open) = inner.open.take() else {
            return;
        };
        let children = mem::take(&mut inner.children);
        drop(inner);
        drop(open);
        self.inner.lock().unwrap().cause = Some(cause);
        for child in children.into_values() {
            child.cancel(cause);
        }
    }

    fn adopt(&self, child: &Arc<State>) -> u64 {
        let mut inner = self.inner.lock().unwrap();
        let Some(cause) = inner.cause else {
            inner.next += 1;
            let number = inner.next;
            inner.children.insert(number, Arc::clone(child));
            return number;
        };
        drop(inner);
        child.cancel(cause);
        0
    }
}

#[derive(Clone)]
pub struct Context {
    handle: Arc<Handle>,
}

struct Handle {
    state: Arc<State>,
    parent: Option<Context>,
    entry: u64,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    _alive: Option<Sender<()>>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(parent) = &self.parent {
            let gone = parent
                .handle
                .state
                .inner
                .lock()
                .unwrap()
                .children
                .remove(&self.entry);
            drop(gone);
        }
    }
}

impl Context {
    pub fn background() -> Self {
        Self::new(State::new(), None, 0, None, None, None)
    }

    fn new(
        state: Arc<State>,
        parent: Option<Context>,
        entry: u64,
        deadline: Option<Instant>,
        value: Option<Box<dyn Any + Send + Sync>>,
        alive: Option<Sender<()>>,
    ) -> Self {
        Self {
            handle: Arc::new(Handle {
                state,
                parent,
                entry,
                deadline,
                value,
                _alive: alive,
            }),
        }
    }

    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.child(None)
    }

    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.child(Instant::now().checked_add(timeout))
    }

    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.child(Some(deadline))
    }

    fn child(&self, deadline: Option<Instant>) -> (Context, Canceller) {
        let state = State::new();
        let entry = self.handle.state.adopt(&state);
        let own = deadline.filter(|own| self.handle.deadline.is_none_or(|parents| *own < parents));
        let alive = own.map(|own| expire(&state, own));
        let deadline = own.or(self.handle.deadline);
        let child = Self::new(
            Arc::clone(&state),
            Some(self.clone()),
            entry,
            deadline,
            None,
            alive,
        );
        (child, Canceller { state })
    }

    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        let state = Arc::clone(&self.handle.state);
        Self::new(
            state,
            Some(self.clone()),
            0,
            self.handle.deadline,
            Some(Box::new(value)),
            None,
        )
    }

    pub fn done(&self) -> Receiver<()> {
        self.handle.state.done.clone()
    }

    pub fn cause(&self) -> Option<Cause> {
        self.handle.state.inner.lock().unwrap().cause
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.handle.deadline
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        match self
            .handle
            .value
            .as_ref()
            .and_then(|value| value.downcast_ref())
        {
            Some(value) => Some(value),
            None => self.handle.parent.as_ref()?.value(),
        }
    }
}

fn expire(state: &Arc<State>, deadline: Instant) -> Sender<()> {
    let (alive, gone) = bounded(0);
    if deadline <= Instant::now() {
        state.cancel(Cause::DeadlineExceeded);
        return alive;
    }
    let state = Arc::clone(state);
    thread::spawn(move || {
        select! {
            recv(state.done) -> _ => {}
            recv(gone) -> _ => {}
            recv(at(deadline)) -> _ => state.cancel(Cause::DeadlineExceeded),
        }
    });
    alive
}

pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let (sender, results) = bounded(0);
    let ctx = ctx.clone();
    thread::spawn(move || {
        let done = ctx.done();
        for number in (1..=max).step_by(2) {
            if number > 1 {
                select! {
                    recv(done) -> _ => return,
                    default(Duration::from_millis(499)) => {}
                }
            }
            select! {
                recv(done) -> _ => return,
                send(sender, format!("Result: {number}")) -> sent => if sent.is_err() { return },
            }
        }
    });
    results
}
