//@ expect: full
//! A dispatcher thread owns the queue and hands requests to free workers over a channel without a
//! buffer; everything is told to it by messages, the shutdown too. More deterministic than
//! required: its state is seen by one thread alone.

use crossbeam_channel::{
    Receiver, Select, Sender, after, bounded, never, select_biased, unbounded,
};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
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
        let mut number = 0;
        loop {
            select_biased! {
                recv(quit) -> _ => break,
                send(sender, number) -> sent => match sent {
                    Ok(()) => number += 1,
                    Err(_) => break,
                },
            }
        }
        drop(sender);
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
    orders: Sender<Order<Q>>,
}

enum Order<Q> {
    Handle(Q),
    Finished,
    ShutDown(Duration, Sender<Shutdown>),
}

impl<Q> Server<Q>
where
    Q: Send + 'static,
{
    pub fn start<F>(workers: usize, handler: F) -> Self
    where
        F: Fn(Q) + Send + Sync + 'static,
    {
        if workers == 0 {
            panic!("workers = 0: nobody would ever handle a request");
        }
        let (orders, inbox) = unbounded();
        let (outbox, work) = bounded(0);
        let (done, reports) = unbounded();
        let handler = Arc::new(handler);
        for _ in 0..workers {
            let (handler, work, done) = (Arc::clone(&handler), work.clone(), done.clone());
            thread::spawn(move || {
                for request in work {
                    let _ = catch_unwind(AssertUnwindSafe(|| handler(request)));
                    let _ = done.send(());
                }
            });
        }
        thread::spawn(move || dispatch(&inbox, outbox, &reports));
        Self { orders }
    }

    pub fn submit(&self, request: Q) {
        let _ = self.orders.send(Order::Handle(request));
    }

    pub fn shutdown(self, grace: Duration) -> Shutdown {
        let (reply, answer) = bounded(1);
        let _ = self.orders.send(Order::ShutDown(grace, reply));
        answer.recv().expect("the dispatcher answers")
    }
}

fn dispatch<Q>(inbox: &Receiver<Order<Q>>, outbox: Sender<Q>, reports: &Receiver<()>) {
    let mut queue = VecDeque::new();
    let mut in_hand = 0;
    let mut over = never();
    let mut reply: Option<Sender<Shutdown>> = None;
    let mut open = true;
    while open || !queue.is_empty() || in_hand > 0 {
        // An order only as long as there can be one, and an offer only if there is something to
        // offer.
        let orders = if open { inbox.clone() } else { never() };
        let order = if queue.is_empty() {
            select_biased! {
                recv(reports) -> _ => Some(Order::Finished),
                recv(over) -> _ => None,
                recv(orders) -> order => match order {
                    Ok(order) => Some(order),
                    Err(_) => {
                        open = false;
                        continue;
                    }
                },
            }
        } else {
            let mut select = Select::new_biased();
            let finished = select.recv(reports);
            let stop = select.recv(&over);
            let offer = select.send(&outbox);
            let told = select.recv(&orders);
            let operation = select.select();
            match operation.index() {
                index if index == finished => {
                    operation.recv(reports).ok().map(|()| Order::Finished)
                }
                index if index == stop => {
                    let _ = operation.recv(&over);
                    None
                }
                index if index == offer => {
                    let request = queue.pop_front().expect("not empty");
                    let _ = operation.send(&outbox, request);
                    in_hand += 1;
                    continue;
                }
                index if index == told => match operation.recv(&orders) {
                    Ok(order) => Some(order),
                    Err(_) => {
                        open = false;
                        continue;
                    }
                },
                _ => unreachable!("four operations"),
            }
        };
        match order {
            Some(Order::Handle(request)) => queue.push_back(request),
            Some(Order::Finished) => in_hand -= 1,
            Some(Order::ShutDown(grace, answer)) => {
                open = false;
                over = after(grace);
                reply = Some(answer);
            }
            None => {
                // What has been reported by now counts, although the time is over.
                in_hand -= reports.try_iter().count();
                let abandoned = queue.len() + in_hand;
                if let Some(reply) = reply.take() {
                    let _ = reply.send(match abandoned {
                        0 => Shutdown::Clean,
                        abandoned => Shutdown::Forced { abandoned },
                    });
                }
                return;
            }
        }
    }
    if let Some(reply) = reply {
        let _ = reply.send(Shutdown::Clean);
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
