//@ expect: full
//! A thread that forwards the quit: it drops a receiver, so that the generator's `send` fails. The
//! server keeps its handles and joins the workers of a clean shutdown; a worker is told to stop by
//! an item in the queue.

use crossbeam_channel::{Receiver, Select, bounded, select, unbounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, mem, thread};

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
    let (inner, made) = bounded::<u64>(0);
    thread::spawn(move || (0..).try_for_each(|number| inner.send(number)));
    // Forwards numbers until the quit; then `made` is dropped, and the maker ends at its send.
    thread::spawn(move || {
        loop {
            let number = select! {
                recv(quit) -> _ => return,
                recv(made) -> number => number,
            };
            let Ok(number) = number else { return };
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
    let mut select = Select::new_biased();
    let quit_arm = select.recv(&quit);
    select.recv(&requests);
    loop {
        let operation = select.select();
        if operation.index() == quit_arm {
            let _ = operation.recv(&quit);
            return Summary {
                handled,
                ended: Ended::Quit,
            };
        }
        match operation.recv(&requests) {
            Ok(request) => handle(request),
            Err(_) => {
                return Summary {
                    handled,
                    ended: Ended::Closed,
                };
            }
        }
        handled += 1;
    }
}

pub struct Server<Q> {
    queue: Arc<Mutex<Queue<Q>>>,
    changed: Arc<Condvar>,
    threads: Vec<JoinHandle<()>>,
}

struct Queue<Q> {
    items: VecDeque<Item<Q>>,
    unfinished: usize,
}

enum Item<Q> {
    Request(Q),
    End,
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        assert_ne!(workers, 0, "workers: there must be one to do the work");
        let handler = Arc::new(handler);
        let queue = Arc::new(Mutex::new(Queue {
            items: VecDeque::new(),
            unfinished: 0,
        }));
        let changed = Arc::new(Condvar::new());
        let threads = (0..workers)
            .map(|_| {
                let (handler, queue, changed) = (handler.clone(), queue.clone(), changed.clone());
                thread::spawn(move || {
                    while let Item::Request(request) = next(&queue, &changed) {
                        let _finishes = Finishes {
                            queue: &queue,
                            changed: &changed,
                        };
                        let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
                    }
                })
            })
            .collect();
        Self {
            queue,
            changed,
            threads,
        }
    }

    pub fn submit(&self, request: Q) {
        let mut queue = self.queue.lock().unwrap();
        queue.unfinished += 1;
        queue.items.push_back(Item::Request(request));
        self.changed.notify_all();
    }

    pub fn shutdown(mut self, grace: Duration) -> Shutdown {
        self.end();
        let queue = self.queue.lock().unwrap();
        let (mut queue, _) = self
            .changed
            .wait_timeout_while(queue, grace, |queue| queue.unfinished > 0)
            .unwrap();
        let abandoned = queue.unfinished;
        if abandoned > 0 {
            queue.items.retain(|item| matches!(item, Item::End));
            return Shutdown::Forced { abandoned };
        }
        drop(queue);
        for thread in mem::take(&mut self.threads) {
            thread.join().expect("handlers' panics are caught");
        }
        Shutdown::Clean
    }
}

impl<Q> Server<Q> {
    /// One end for each worker, behind everything that was accepted.
    fn end(&self) {
        let mut queue = self.queue.lock().unwrap();
        queue.items.extend(self.threads.iter().map(|_| Item::End));
        self.changed.notify_all();
    }
}

impl<Q> Drop for Server<Q> {
    fn drop(&mut self) {
        self.end();
    }
}

fn next<Q>(queue: &Mutex<Queue<Q>>, changed: &Condvar) -> Item<Q> {
    let queue = queue.lock().unwrap();
    let mut queue = changed
        .wait_while(queue, |queue| queue.items.is_empty())
        .unwrap();
    queue.items.pop_front().expect("just seen")
}

/// A request is finished, however its handler ended.
struct Finishes<'a, Q> {
    queue: &'a Mutex<Queue<Q>>,
    changed: &'a Condvar,
}

impl<Q> Drop for Finishes<'_, Q> {
    fn drop(&mut self) {
        self.queue.lock().unwrap().unfinished -= 1;
        self.changed.notify_all();
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
