//! Quit signals: stopping threads gracefully.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports,
//! helpers, fields and types you like.

use crossbeam_channel::Receiver;
use std::io;
use std::marker::PhantomData;
use std::time::Duration;

/// 0, 1, 2, … until `quit` says so: by a message, or because its senders are gone.
///
/// At most one number waits in the channel for its reader. The stream closes after a quit, even
/// while nobody reads it.
pub fn numbers_until_quit(quit: Receiver<()>) -> Receiver<u64> {
    let _ = quit;
    todo!("count until told to quit")
}

/// What [`serve`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many requests were handled.
    pub handled: usize,
    /// Why it ended.
    pub ended: Ended,
}

/// Why [`serve`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to quit.
    Quit,
    /// There were no more requests, and none could come.
    Closed,
}

/// Handles requests, one after another, on the caller's thread, until told to quit or until there
/// are no more.
///
/// A quit that came before the call, or while `handle` ran, is obeyed before the next request is
/// taken. What was taken is handled; the rest stays in the channel.
pub fn serve<Q, F>(requests: Receiver<Q>, quit: Receiver<()>, handle: F) -> Summary
where
    F: FnMut(Q),
{
    let _ = (requests, quit, handle);
    todo!("serve until told to quit")
}

/// A fixed number of threads that handle requests in the background.
///
/// Dropped without [`shutdown`](Server::shutdown), it takes no more requests, and its threads end
/// when they have worked off what was accepted.
pub struct Server<Q> {
    // Replace this by what your server needs.
    _requests: PhantomData<fn(Q)>,
}

/// How [`Server::shutdown`] went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Every request that had been accepted is finished.
    Clean,
    /// The grace was over.
    Forced {
        /// How many of the accepted requests were not finished: at least 1.
        abandoned: usize,
    },
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    /// Starts `workers` threads, which call `handler` for each request, in the order of submission.
    ///
    /// Panics if `workers` is 0.
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        let _ = handler;
        todo!("start {workers} workers")
    }

    /// Accepts a request. Never waits.
    pub fn submit(&self, request: Q) {
        let _ = request;
        todo!("put the request into the queue")
    }

    /// Takes no more requests, and waits until all that were accepted are finished, but not longer
    /// than `grace`.
    ///
    /// A request whose handler panics is finished. After `grace` no further request is started, and
    /// nobody waits for those in hand.
    pub fn shutdown(self, grace: Duration) -> Shutdown {
        todo!("finish within {grace:?}")
    }
}

/// A signal of the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT: somebody pressed Ctrl-C.
    Interrupt,
    /// SIGTERM: somebody asks the program to end.
    Terminate,
}

/// Sends each SIGINT and SIGTERM that comes from now on, instead of the program being ended by it.
pub fn on_signals() -> io::Result<Receiver<Signal>> {
    todo!("listen to SIGINT and SIGTERM")
}
