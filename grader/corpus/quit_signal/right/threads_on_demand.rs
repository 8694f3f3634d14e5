//@ expect: full
//! A thread for each worker that is created only when there is work, at most `workers` of them,
//! each ending when the queue is empty.

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
    let mut quit = Some(quit);
    loop {
        let told = quit.as_ref().expect("kept until it has spoken");
        if told.try_recv() != Err(TryRecvError::Empty) {
            return Summary {
                handled,
                ended: Ended::Quit,
            };
        }
        let request = select! {
            recv(told) -> _ => { quit = None; None }
            recv(requests) -> request => Some(request),
        };
        match request {
            None => {
                drop(quit);
                return Summary {
                    handled,
                    ended: Ended::Quit,
                };
            }
            Some(Ok(request)) => {
                handled += 1;
                handle(request);
            }
            Some(Err(_)) => {
                return Summary {
                    handled,
                    ended: Ended::Closed,
                };
            }
        }
    }
}

type Handler<Q> = Arc<dyn Fn(Q) + Send + Sync>;

pub struct Server<Q> {
    workers: usize,
    handler: Handler<Q>,
    state: Arc<(Mutex<State<Q>>, Condvar)>,
}

struct State<Q> {
    queue: VecDeque<Q>,
    threads: usize,
    in_hand: usize,
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        assert!(workers > 0, "workers must be positive");
        let state = State {
            queue: VecDeque::new(),
            threads: 0,
            in_hand: 0,
        };
        Self {
            workers,
            handler: Arc::new(handler),
            state: Arc::new((Mutex::new(state), Condvar::new())),
        }
    }

    pub fn submit(&self, request: Q) {
        let mut state = self.state.0.lock().unwrap();
        state.queue.push_back(request);
        if state.threads < self.workers {
            state.threads += 1;
            let (handler, shared) = (Arc::clone(&self.handler), Arc::clone(&self.state));
            thread::spawn(move || work(&shared, &*handler));
        }
    }

    pub fn shutdown(self, grace: Duration) -> Shutdown {
        let (state, idle) = &*self.state;
        let state = state.lock().unwrap();
        let busy = |state: &mut State<Q>| state.in_hand > 0 || !state.queue.is_empty();
        let (mut state, _) = idle.wait_timeout_while(state, grace, busy).unwrap();
        let abandoned = state.in_hand + state.queue.drain(..).count();
        if abandoned == 0 {
            Shutdown::Clean
        } else {
            Shutdown::Forced { abandoned }
        }
    }
}

fn work<Q>(shared: &(Mutex<State<Q>>, Condvar), handler: &dyn Fn(Q)) {
    let (state, idle) = shared;
    let mut guard = state.lock().unwrap();
    while let Some(request) = guard.queue.pop_front() {
        guard.in_hand += 1;
        drop(guard);
        let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
        guard = state.lock().unwrap();
        guard.in_hand -= 1;
    }
    guard.threads -= 1;
    idle.notify_all();
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
