//@ expect: full
//! One node for each context; a parent knows its children by weak references and sweeps those that have gone when it gets a new
//! one.

use crossbeam_channel::{Receiver, Sender, at, bounded, select};
use std::any::Any;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use std::{mem, thread};

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let (context, canceller) = Context::background().with_cancel();
    let done = context.done();
    (canceller, done)
}

#[derive(Clone)]
pub struct Canceller(Arc<Node>);

impl Canceller {
    pub fn cancel(&self) {
        self.0.finish(Cause::Cancelled);
    }
}

#[derive(Clone)]
pub struct Context(Arc<Node>);

struct Node {
    parent: Option<Context>,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    done: Receiver<()>,
    _alive: Sender<()>,
    state: Mutex<State>,
}

enum State {
    Running {
        close: Sender<()>,
        children: Vec<Weak<Node>>,
    },
    Done(Cause),
}

impl Node {
    fn start(
        parent: Option<&Context>,
        deadline: Option<Instant>,
        value: Option<Box<dyn Any + Send + Sync>>,
    ) -> Arc<Self> {
        let (close, done) = bounded(0);
        let (alive, gone) = bounded(0);
        let inherited = parent.and_then(Context::deadline);
        let first = match (deadline, inherited) {
            (Some(own), Some(parents)) => Some(own.min(parents)),
            (own, parents) => own.or(parents),
        };
        let node = Arc::new(Node {
            parent: parent.cloned(),
            deadline: first,
            value,
            done,
            _alive: alive,
            state: Mutex::new(State::Running {
                close,
                children: Vec::new(),
            }),
        });
        if let Some(parent) = parent {
            parent.0.adopt(&node);
        }
        if first != inherited
            && let Some(own) = first
        {
            node.watch(own, gone);
        }
        node
    }

    fn adopt(&self, child: &Arc<Node>) {
        let cause = match &mut *self.state.lock().unwrap() {
            State::Running { children, .. } => {
                children.retain(|child| child.strong_count() > 0);
                children.push(Arc::downgrade(child));
                return;
            }
            State::Done(cause) => *cause,
        };
        child.finish(cause);
    }

    fn watch(self: &Arc<Self>, deadline: Instant, gone: Receiver<()>) {
        let node = Arc::downgrade(self);
        let done = self.done.clone();
        if deadline <= Instant::now() {
            return self.finish(Cause::DeadlineExceeded);
        }
        thread::spawn(move || {
            select! {
                recv(done) -> _ => {}
                recv(gone) -> _ => {}
                recv(at(deadline)) -> _ => if let Some(node) = node.upgrade() {
                    node.finish(Cause::DeadlineExceeded);
                },
            }
        });
    }

    fn finish(&self, cause: Cause) {
        let mut state = self.state.lock().unwrap();
        if let State::Running { .. } = *state {
            let before = mem::replace(&mut *state, State::Done(cause));
            drop(state);
            if let State::Running { close, children } = before {
                drop(close);
                for child in children.iter().filter_map(Weak::upgrade) {
                    child.finish(cause);
                }
            }
        }
    }
}

impl Context {
    pub fn background() -> Self {
        Context(Node::start(None, None, None))
    }

    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.start(None)
    }

    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.start(Instant::now().checked_add(timeout))
    }

    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.start(Some(deadline))
    }

    fn start(&self, deadline: Option<Instant>) -> (Context, Canceller) {
        let node = Node::start(Some(self), deadline, None);
        (Context(Arc::clone(&node)), Canceller(node))
    }

    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        Context(Node::start(Some(self), None, Some(Box::new(value))))
    }

    pub fn done(&self) -> Receiver<()> {
        self.0.done.clone()
    }

    pub fn cause(&self) -> Option<Cause> {
        match *self.0.state.lock().unwrap() {
            State::Done(cause) => Some(cause),
            State::Running { .. } => None,
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        let mut node = &self.0;
        loop {
            if let Some(value) = node.value.as_ref().and_then(|value| value.downcast_ref()) {
                return Some(value);
            }
            node = &node.parent.as_ref()?.0;
        }
    }
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
