//@ expect: full
//! No lists at all: each child has a thread that waits for its parent, for its own deadline, for its own end, and for the last handle
//! to go.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, at, bounded, never, select, select_biased,
};
use std::any::Any;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Why a context is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Cancelled,
    DeadlineExceeded,
}

pub fn cancel_once() -> (Canceller, Receiver<()>) {
    let signal = Signal::new();
    let told = signal.done.clone();
    (Canceller { signal }, told)
}

#[derive(Clone)]
pub struct Canceller {
    signal: Arc<Signal>,
}

impl Canceller {
    pub fn cancel(&self) {
        self.signal.raise(Cause::Cancelled);
    }
}

/// A cause, and a channel that closes after it has been set.
struct Signal {
    cause: Mutex<Option<Cause>>,
    open: Mutex<Option<Sender<()>>>,
    done: Receiver<()>,
}

impl Signal {
    fn new() -> Arc<Self> {
        let (open, done) = bounded(0);
        Arc::new(Self {
            cause: Mutex::new(None),
            open: Mutex::new(Some(open)),
            done,
        })
    }

    fn raise(&self, cause: Cause) {
        self.cause.lock().unwrap().get_or_insert(cause);
        self.open.lock().unwrap().take();
    }

    fn cause(&self) -> Option<Cause> {
        *self.cause.lock().unwrap()
    }
}

#[derive(Clone)]
pub struct Context {
    signal: Arc<Signal>,
    deadline: Option<Instant>,
    value: Option<Arc<dyn Any + Send + Sync>>,
    parent: Option<Arc<Context>>,
    _alive: Option<Sender<()>>,
}

impl Context {
    pub fn background() -> Self {
        Self {
            signal: Signal::new(),
            deadline: None,
            value: None,
            parent: None,
            _alive: None,
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

    fn child(&self, own: Option<Instant>) -> (Context, Canceller) {
        let deadline = self.deadline.into_iter().chain(own).min();
        let timer = deadline
            .filter(|_| deadline != self.deadline)
            .map_or_else(never, at);
        let (signal, (alive, gone)) = (Signal::new(), bounded::<()>(0));
        let (mine, parents) = (Arc::clone(&signal), Arc::clone(&self.signal));
        thread::spawn(move || {
            select! {
                recv(mine.done) -> _ => {}
                recv(gone) -> _ => {}
                recv(timer) -> _ => mine.raise(Cause::DeadlineExceeded),
                recv(parents.done) -> _ => mine.raise(parents.cause().expect("set before it closed")),
            }
        });
        let parent = Some(Arc::new(self.clone()));
        let context = Context {
            signal: Arc::clone(&signal),
            deadline,
            value: None,
            parent,
            _alive: Some(alive),
        };
        (context, Canceller { signal })
    }

    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        Context {
            signal: Arc::clone(&self.signal),
            deadline: self.deadline,
            value: Some(Arc::new(value)),
            parent: Some(Arc::new(self.clone())),
            _alive: None,
        }
    }

    pub fn done(&self) -> Receiver<()> {
        self.signal.done.clone()
    }

    pub fn cause(&self) -> Option<Cause> {
        self.signal.cause()
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        let parent = || self.parent.as_ref()?.value();
        self.value
            .as_ref()
            .and_then(|value| value.downcast_ref())
            .or_else(parent)
    }
}

pub fn odds_with_context(ctx: &Context, max: u64) -> Receiver<String> {
    let (sender, results) = bounded(1);
    let ctx = ctx.clone();
    thread::spawn(move || {
        let done = ctx.done();
        let mut number = 1;
        while number <= max {
            let result = format!("Result: {number}");
            select_biased! {
                recv(done) -> _ => break,
                send(sender, result) -> sent => if sent.is_err() { break },
            }
            let Some(next) = number.checked_add(2).filter(|next| *next <= max) else {
                break;
            };
            number = next;
            // The pause is a wait for `done` that is expected to fail.
            if done.recv_timeout(Duration::from_millis(499)) == Err(RecvTimeoutError::Disconnected)
            {
                break;
            }
        }
    });
    results
}
