//@ expect: full
//! Like `context.AfterFunc`: a signal has a list of functions that are called with the cause, and "cancel the child" is one of them. More
//! deterministic than required: children are cancelled in the order of their birth, before the parent closes.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, select_biased};
use std::any::Any;
use std::sync::{Arc, Mutex, OnceLock};
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

type Callback = Box<dyn FnOnce(Cause) + Send>;

struct Signal {
    cause: OnceLock<Cause>,
    /// `None` once it has been raised.
    waiting: Mutex<Option<Waiting>>,
    done: Receiver<()>,
}

struct Waiting {
    callbacks: Vec<(u64, Callback)>,
    next: u64,
    _open: Sender<()>,
}

impl Signal {
    fn new() -> Arc<Self> {
        let (open, done) = bounded(0);
        let waiting = Waiting {
            callbacks: Vec::new(),
            next: 0,
            _open: open,
        };
        Arc::new(Self {
            cause: OnceLock::new(),
            waiting: Mutex::new(Some(waiting)),
            done,
        })
    }

    fn raise(&self, cause: Cause) {
        let Some(waiting) = self.waiting.lock().unwrap().take() else {
            return;
        };
        let cause = *self.cause.get_or_init(|| cause);
        let Waiting {
            callbacks, _open, ..
        } = waiting;
        for (_, callback) in callbacks {
            callback(cause);
        }
    }

    /// Calls `callback` when it is raised; at once if it has been.
    fn after(&self, callback: Callback) -> Option<u64> {
        let mut waiting = self.waiting.lock().unwrap();
        if let Some(waiting) = waiting.as_mut() {
            waiting.next += 1;
            waiting.callbacks.push((waiting.next, callback));
            return Some(waiting.next);
        }
        drop(waiting);
        // Whoever took the list sets the cause next; `done` closes after that.
        let _ = self.done.recv();
        callback(*self.cause.get().expect("set before `done` closed"));
        None
    }

    fn forget(&self, number: u64) {
        let mut waiting = self.waiting.lock().unwrap();
        let Some(waiting) = waiting.as_mut() else {
            return;
        };
        waiting.callbacks.retain(|(other, _)| *other != number);
    }
}

#[derive(Clone)]
pub struct Context(Arc<Scope>);

struct Scope {
    signal: Arc<Signal>,
    deadline: Option<Instant>,
    value: Option<Box<dyn Any + Send + Sync>>,
    parent: Option<Context>,
    callback: Option<u64>,
    timer: Option<Sender<()>>,
}

impl Drop for Scope {
    fn drop(&mut self) {
        drop(self.timer.take());
        if let (Some(parent), Some(callback)) = (&self.parent, self.callback) {
            parent.0.signal.forget(callback);
        }
    }
}

impl Context {
    pub fn background() -> Self {
        let signal = Signal::new();
        Self(Arc::new(Scope {
            signal,
            deadline: None,
            value: None,
            parent: None,
            callback: None,
            timer: None,
        }))
    }

    pub fn with_cancel(&self) -> (Context, Canceller) {
        self.scope(None, None)
    }

    pub fn with_timeout(&self, timeout: Duration) -> (Context, Canceller) {
        self.scope(Instant::now().checked_add(timeout), None)
    }

    pub fn with_deadline(&self, deadline: Instant) -> (Context, Canceller) {
        self.scope(Some(deadline), None)
    }

    pub fn with_value<T>(&self, value: T) -> Context
    where
        T: Any + Send + Sync,
    {
        self.scope(None, Some(Box::new(value))).0
    }

    fn scope(
        &self,
        own: Option<Instant>,
        value: Option<Box<dyn Any + Send + Sync>>,
    ) -> (Context, Canceller) {
        let signal = Signal::new();
        let childs = Arc::clone(&signal);
        let callback = self
            .0
            .signal
            .after(Box::new(move |cause| childs.raise(cause)));
        let earlier = own.filter(|own| self.0.deadline.is_none_or(|parents| *own < parents));
        let timer = earlier.map(|deadline| {
            let (keep, gone) = bounded(0);
            let expiring = Arc::clone(&signal);
            thread::spawn(move || {
                let left = deadline.saturating_duration_since(Instant::now());
                select! {
                    recv(gone) -> _ => {}
                    recv(expiring.done) -> _ => {}
                    default(left) => expiring.raise(Cause::DeadlineExceeded),
                }
            });
            keep
        });
        let scope = Scope {
            signal: Arc::clone(&signal),
            deadline: earlier.or(self.0.deadline),
            value,
            parent: Some(self.clone()),
            callback,
            timer,
        };
        (Context(Arc::new(scope)), Canceller { signal })
    }

    pub fn done(&self) -> Receiver<()> {
        self.0.signal.done.clone()
    }

    pub fn cause(&self) -> Option<Cause> {
        self.0.signal.cause.get().copied()
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    pub fn value<T>(&self) -> Option<&T>
    where
        T: Any,
    {
        let own = self.0.value.as_ref().and_then(|value| value.downcast_ref());
        own.or_else(|| self.0.parent.as_ref()?.value())
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
