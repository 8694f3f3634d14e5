//@ expect: wrong-value in server/needs_no_grace_for_what_is_finished
//@ expect: wrong-value in server/counts_right_in_the_race
//! The time-out decides instead of the count: with a grace of zero it is always `Forced`, with
//! nothing abandoned.

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, bounded, select, select_biased, unbounded,
};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use std::{io, thread};

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
    let (sender, numbers) = bounded(0);
    thread::spawn(move || {
        for number in 0.. {
            select! {
                recv(quit) -> _ => return,
                send(sender, number) -> sent => if sent.is_err() { return },
            }
        }
    });
    numbers
}

pub fn serve<Q, F>(requests: Receiver<Q>, quit: Receiver<()>, mut handle: F) -> Summary
where
    F: FnMut(Q),
{
    let mut handled = 0;
    loop {
        select_biased! {
            recv(quit) -> _ => return Summary { handled, ended: Ended::Quit },
            recv(requests) -> request => match request {
                Ok(request) => {
                    handle(request);
                    handled += 1;
                }
                Err(_) => return Summary { handled, ended: Ended::Closed },
            },
        }
    }
}

pub struct Server<Q> {
    requests: Sender<Q>,
    /// Says: start nothing more.
    stop: Arc<AtomicBool>,
    /// Closes when the last worker has ended.
    ended: Receiver<()>,
    accepted: AtomicUsize,
    finished: Arc<AtomicUsize>,
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        assert!(workers >= 1, "a server needs workers");
        let (requests, waiting) = unbounded();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let (alive, ended) = bounded(0);
        let (handler, finished) = (Arc::new(handler), Arc::new(AtomicUsize::new(0)));
        for _ in 0..workers {
            let (waiting, stopped, alive) = (waiting.clone(), stopped.clone(), alive.clone());
            let (handler, finished) = (Arc::clone(&handler), Arc::clone(&finished));
            thread::spawn(move || {
                let _alive: Sender<()> = alive;
                for request in waiting {
                    if stopped.load(Ordering::SeqCst) {
                        return;
                    }
                    let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
                    finished.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self {
            requests,
            stop,
            ended,
            accepted: AtomicUsize::new(0),
            finished,
        }
    }

    pub fn submit(&self, request: Q) {
        self.accepted.fetch_add(1, Ordering::SeqCst);
        let _ = self.requests.send(request);
    }

    pub fn shutdown(self, grace: Duration) -> Shutdown {
        drop(self.requests);
        let waited = self.ended.recv_timeout(grace);
        self.stop.store(true, Ordering::SeqCst);
        let abandoned = self.accepted.into_inner() - self.finished.load(Ordering::SeqCst);
        match waited {
            Err(RecvTimeoutError::Disconnected) => Shutdown::Clean,
            _ => Shutdown::Forced { abandoned },
        }
    }
}

pub fn on_signals() -> io::Result<Receiver<Signal>> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for signal in signals.forever() {
            let signal = if signal == SIGINT {
                Signal::Interrupt
            } else {
                Signal::Terminate
            };
            if sender.send(signal).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}
