//! Quit signals: stopping threads gracefully.
//!
//! - *A quit is heard wherever a thread waits*, because it waits for the quit as well: `select!`
//!   over the work and the quit, when receiving and when sending.
//! - *A close is the better signal*: it reaches every listener, also those who come later, and a
//!   dropped sender says the same thing. So the arms below take `Ok` and `Err` of a quit channel
//!   alike.
//! - *Chance is no priority.* `select!` chooses at random among what is ready; where the quit has
//!   to go first, `select_biased!` asks for it first.
//! - *What was taken is handled*: between receiving a request and handling it there is no way out.

use crossbeam_channel::{Receiver, bounded, select, select_biased, unbounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;
use std::{io, thread};

/// 0, 1, 2, … until `quit` says so: by a message, or because its senders are gone.
#[must_use]
pub fn numbers_until_quit(quit: Receiver<()>) -> Receiver<u64> {
    let (sender, numbers) = bounded(0);
    thread::spawn(move || {
        for number in 0.. {
            // Looking at `quit` first and then calling `send` would be deaf while it sends, and
            // that is where a generator spends its life. Which arm wins when both are ready does
            // not matter here.
            select! {
                recv(quit) -> _ => return,
                send(sender, number) -> sent => if sent.is_err() {
                    return; // The reader has left.
                },
            }
        }
    });
    numbers
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
pub fn serve<Q, F>(requests: Receiver<Q>, quit: Receiver<()>, mut handle: F) -> Summary
where
    F: FnMut(Q),
{
    let mut handled = 0;
    let ended = loop {
        // Biased, the quit first: with `select!`, each queued request would be taken with
        // probability one half although the quit came long before. The arms are asked one after the
        // other, so that a quit which arrives in between can lose against a request: once, and
        // never if it was there before.
        select_biased! {
            recv(quit) -> _ => break Ended::Quit,
            recv(requests) -> request => match request {
                Ok(request) => {
                    handle(request);
                    handled += 1;
                }
                Err(_) => break Ended::Closed,
            },
        }
    };
    // We owned the channels: from here on, whoever sends a request learns that nobody will take it,
    // unless the caller kept a clone.
    drop((requests, quit));
    Summary { handled, ended }
}

/// A fixed number of threads that handle requests in the background.
///
/// A lock and a condition variable instead of channels: `shutdown` has to know at *one* instant
/// what is queued and what is in hand, and to make sure that nothing is started after it. With a
/// channel as the queue, a count beside it and a second channel that says "stop", it is about as
/// long, and a worker can still take a request in the moment in which it is counted as abandoned.
pub struct Server<Q> {
    shared: Arc<Shared<Q>>,
}

struct Shared<Q> {
    state: Mutex<State<Q>>,
    /// There is a request, or nothing to wait for any more; or a request is finished.
    changed: Condvar,
}

struct State<Q> {
    queue: VecDeque<Q>,
    in_hand: usize,
    open: bool,
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
    /// # Panics
    /// If `workers` is 0.
    #[must_use]
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        assert!(workers > 0, "`workers` must be at least 1");
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                queue: VecDeque::new(),
                in_hand: 0,
                open: true,
            }),
            changed: Condvar::new(),
        });
        let handler = Arc::new(handler);
        for _ in 0..workers {
            let (shared, handler) = (Arc::clone(&shared), Arc::clone(&handler));
            thread::spawn(move || shared.work(&*handler));
        }
        Self { shared }
    }

    /// Accepts a request. Never waits.
    pub fn submit(&self, request: Q) {
        self.shared.lock().queue.push_back(request);
        // One is enough, since only workers can be waiting: `shutdown` takes the server, and then
        // nobody submits any more.
        self.shared.changed.notify_one();
    }

    /// Takes no more requests, and waits until all that were accepted are finished, but not longer
    /// than `grace`.
    #[must_use]
    pub fn shutdown(self, grace: Duration) -> Shutdown {
        self.shared.close();
        let mut state = self.shared.wait_until_finished(grace);
        // Decided by the count, not by whether the wait timed out: it can do both at once.
        match state.unfinished() {
            0 => Shutdown::Clean,
            abandoned => {
                state.queue.clear();
                Shutdown::Forced { abandoned }
            }
        }
    }
}

/// Workers outlive the server by as much as they have to do: nothing is joined, and so a drop in
/// the middle of somebody's unwinding does not wait for a slow handler.
impl<Q> Drop for Server<Q> {
    fn drop(&mut self) {
        self.shared.close();
    }
}

const NO_PANIC: &str = "handlers run without the lock, so that nobody panics while holding it";

impl<Q> Shared<Q> {
    fn lock(&self) -> MutexGuard<'_, State<Q>> {
        self.state.lock().expect(NO_PANIC)
    }

    fn close(&self) {
        self.lock().open = false;
        self.changed.notify_all();
    }

    fn wait_until_finished(&self, grace: Duration) -> MutexGuard<'_, State<Q>> {
        let (state, _) = self
            .changed
            .wait_timeout_while(self.lock(), grace, |state| state.unfinished() > 0)
            .expect(NO_PANIC);
        state
    }

    fn work(&self, handler: &impl Fn(Q)) {
        while let Some(request) = self.take() {
            // A panic is the request's end and not the worker's. The handler is shared and behind
            // `&`: what a panic left half-done in it is its author's business, as with any `Fn`.
            let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
            self.lock().in_hand -= 1;
            // One is enough: `shutdown` waits only after `close`, and then no worker waits any more. Before
            // that it reaches a worker at most, which looks in vain.
            self.changed.notify_one();
        }
    }

    /// The next request, which is in hand then; `None` if there will be none.
    fn take(&self) -> Option<Q> {
        let mut state = self
            .changed
            .wait_while(self.lock(), |state| state.open && state.queue.is_empty())
            .expect(NO_PANIC);
        let request = state.queue.pop_front()?;
        state.in_hand += 1;
        Some(request)
    }
}

impl<Q> State<Q> {
    fn unfinished(&self) -> usize {
        self.queue.len() + self.in_hand
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
///
/// # Errors
/// If the system refuses the handlers.
pub fn on_signals() -> io::Result<Receiver<Signal>> {
    // Here and not in the thread: a signal right after our return must find the handlers installed.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    // Unbounded costs nothing here: a person does not press Ctrl-C faster than memory grows. With
    // one slot and `try_send`, as `signal.Notify` does it, the second signal would be dropped.
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for signal in signals.forever() {
            let signal = match signal {
                SIGINT => Signal::Interrupt,
                _ => Signal::Terminate,
            };
            if sender.send(signal).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}
