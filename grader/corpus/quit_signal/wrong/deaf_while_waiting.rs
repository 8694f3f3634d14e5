//@ expect: cancellation-ignored in serve/quits_while_it_waits
//! Looks at `quit` before each request, and then waits for a request alone: if none comes, the quit
//! is never heard. (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, TryRecvError, bounded, select, unbounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
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
    while quit.try_recv() == Err(TryRecvError::Empty) {
        let Ok(request) = requests.recv() else {
            return Summary {
                handled,
                ended: Ended::Closed,
            };
        };
        handle(request);
        handled += 1;
    }
    Summary {
        handled,
        ended: Ended::Quit,
    }
}

pub struct Server<Q> {
    shared: Arc<Shared<Q>>,
}

struct Shared<Q> {
    state: Mutex<State<Q>>,
    changed: Condvar,
}

struct State<Q> {
    queue: VecDeque<Q>,
    in_hand: usize,
    open: bool,
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        assert!(workers > 0, "`workers` must be at least 1");
        let state = State {
            queue: VecDeque::new(),
            in_hand: 0,
            open: true,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let handler = Arc::new(handler);
        for _ in 0..workers {
            let (shared, handler) = (Arc::clone(&shared), Arc::clone(&handler));
            thread::spawn(move || {
                let mut state = shared.state.lock().unwrap();
                loop {
                    while state.open && state.queue.is_empty() {
                        state = shared.changed.wait(state).unwrap();
                    }
                    let Some(request) = state.queue.pop_front() else {
                        return;
                    };
                    state.in_hand += 1;
                    drop(state);
                    let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
                    state = shared.state.lock().unwrap();
                    state.in_hand -= 1;
                    shared.changed.notify_all();
                }
            });
        }
        Self { shared }
    }

    pub fn submit(&self, request: Q) {
        self.shared.state.lock().unwrap().queue.push_back(request);
        self.shared.changed.notify_all();
    }

    pub fn shutdown(self, grace: Duration) -> Shutdown {
        self.shared.state.lock().unwrap().open = false;
        self.shared.changed.notify_all();

        let state = self.shared.state.lock().unwrap();
        let (mut state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, grace, |state| state.queue.len() + state.in_hand > 0)
            .unwrap();
        match state.queue.len() + state.in_hand {
            0 => Shutdown::Clean,
            abandoned => {
                state.queue.clear();
                Shutdown::Forced { abandoned }
            }
        }
    }
}

impl<Q> Drop for Server<Q> {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap().open = false;
        self.shared.changed.notify_all();
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
