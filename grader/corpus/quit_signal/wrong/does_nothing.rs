//@ expect: early-close in numbers_until_quit/counts_until_quit
//@ expect: lost-item in serve/handles_every_request
//@ expect: lost-item in serve/quits_while_it_waits
//@ expect: lost-item in server/works_off_what_was_accepted
//@ expect: wrong-value in server/waits_for_the_request_in_hand
//@ expect: lost-item in on_signals/tells_one_from_the_other
//@ points: 0
//! Nothing is made, nothing is served, nothing is said: everything returns at once.

use crossbeam_channel::{Receiver, bounded, unbounded};
use std::sync::Mutex;
use std::time::Duration;
use std::{io, mem};

/// What `serve` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    pub handled: usize,
    pub ended: Ended,
}

/// Why `serve` ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Quit,
    Closed,
}

/// How a shutdown went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    Clean,
    Forced { abandoned: usize },
}

/// A signal of the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
}

pub fn numbers_until_quit(quit: Receiver<()>) -> Receiver<u64> {
    let _ = quit;
    bounded(0).1
}

pub fn serve<Q, F>(requests: Receiver<Q>, quit: Receiver<()>, mut handle: F) -> Summary
where
    F: FnMut(Q),
{
    let _ = (requests, quit, &mut handle);
    Summary {
        handled: 0,
        ended: Ended::Closed,
    }
}

pub struct Server<Q> {
    requests: Mutex<Vec<Q>>,
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        let _ = (workers, handler);
        Self {
            requests: Mutex::new(Vec::new()),
        }
    }

    pub fn submit(&self, request: Q) {
        self.requests.lock().unwrap().push(request);
    }

    pub fn shutdown(self, grace: Duration) -> Shutdown {
        let _ = grace;
        Shutdown::Clean
    }
}

pub fn on_signals() -> io::Result<Receiver<Signal>> {
    let (sender, receiver) = unbounded();
    mem::forget(sender);
    Ok(receiver)
}
