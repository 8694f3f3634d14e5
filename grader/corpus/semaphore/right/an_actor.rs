//@ expect: full
//! A thread owns the permits and the line, and everybody else sends it messages: no lock at all. It
//! ends when the semaphore is dropped. Far from cheap, and easy to reason about. The slots are a
//! lock and a condition variable.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::VecDeque;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

pub struct Slots {
    free: Mutex<usize>,
    returned: Condvar,
}

struct Slot<'a>(&'a Slots);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap() += 1;
        self.0.returned.notify_one();
    }
}

impl Slots {
    pub fn new(n: usize) -> Self {
        assert!(n > 0, "n is zero");
        Self {
            free: Mutex::new(n),
            returned: Condvar::new(),
        }
    }

    pub fn guarded<R, F>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let _slot = self.slot();
        f()
    }

    fn slot(&self) -> Slot<'_> {
        let free = self.free.lock().unwrap();
        let mut free = self.returned.wait_while(free, |free| *free == 0).unwrap();
        *free -= 1;
        Slot(self)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryAcquireError {
    NoPermits,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcquireTimeoutError {
    TimedOut,
    Closed,
}

enum Message {
    Ask {
        id: u64,
        n: usize,
        waits: bool,
        reply: Sender<Answer>,
    },
    GiveUp {
        id: u64,
    },
    Return {
        n: usize,
    },
    Count {
        reply: Sender<usize>,
    },
    Close {
        done: Sender<()>,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Granted,
    Refused,
    Closed,
}

struct Actor {
    free: usize,
    line: VecDeque<(u64, usize, Sender<Answer>)>,
    closed: bool,
}

impl Actor {
    fn run(mut self, messages: &Receiver<Message>) {
        for message in messages {
            match message {
                Message::Ask { reply, .. } if self.closed => drop(reply.send(Answer::Closed)),
                Message::Ask {
                    id,
                    n,
                    waits,
                    reply,
                } => {
                    if waits || (self.line.is_empty() && self.free >= n) {
                        self.line.push_back((id, n, reply));
                    } else {
                        let _ = reply.send(Answer::Refused);
                    }
                }
                Message::GiveUp { id } => {
                    if let Some(place) = self.line.iter().position(|waiter| waiter.0 == id) {
                        let (_, _, reply) = self.line.remove(place).expect("it is there");
                        let _ = reply.send(Answer::Refused);
                    }
                }
                Message::Return { n } => self.free += n,
                Message::Count { reply } => drop(reply.send(self.free)),
                Message::Close { done } => {
                    self.closed = true;
                    for (_, _, reply) in self.line.drain(..) {
                        let _ = reply.send(Answer::Closed);
                    }
                    let _ = done.send(());
                }
            }
            while let Some((_, n, reply)) = self.line.front()
                && *n <= self.free
            {
                self.free -= n;
                let _ = reply.send(Answer::Granted);
                self.line.pop_front();
            }
        }
    }
}

pub struct Semaphore {
    permits: usize,
    next: AtomicU64,
    actor: Sender<Message>,
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    n: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.tell(Message::Return { n: self.n });
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        assert!(permits > 0, "zero permits");
        let (actor, messages) = bounded(0);
        let state = Actor {
            free: permits,
            line: VecDeque::new(),
            closed: false,
        };
        thread::spawn(move || state.run(&messages));
        Self {
            permits,
            next: AtomicU64::new(0),
            actor,
        }
    }

    fn tell(&self, message: Message) {
        let _ = self.actor.send(message);
    }

    fn ask(&self, n: usize, waits: bool) -> (u64, Receiver<Answer>) {
        assert!(1 <= n && n <= self.permits, "n = {n}");
        let (reply, answer) = bounded(2);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.tell(Message::Ask {
            id,
            n,
            waits,
            reply,
        });
        (id, answer)
    }

    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        self.acquire_many(1)
    }

    pub fn acquire_many(&self, n: usize) -> Result<Permit<'_>, Closed> {
        match self.ask(n, true).1.recv() {
            Ok(Answer::Granted) => Ok(Permit { semaphore: self, n }),
            _ => Err(Closed),
        }
    }

    pub fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        match self.ask(1, false).1.recv() {
            Ok(Answer::Granted) => Ok(Permit {
                semaphore: self,
                n: 1,
            }),
            Ok(Answer::Refused) => Err(TryAcquireError::NoPermits),
            _ => Err(TryAcquireError::Closed),
        }
    }

    pub fn acquire_timeout(
        &self,
        n: usize,
        limit: Duration,
    ) -> Result<Permit<'_>, AcquireTimeoutError> {
        let (id, answer) = self.ask(n, !limit.is_zero());
        let answer = if limit.is_zero() {
            answer.recv()
        } else {
            answer.recv_timeout(limit).or_else(|_| {
                self.tell(Message::GiveUp { id });
                // Either the refusal, or what came just before it.
                answer.recv()
            })
        };
        match answer {
            Ok(Answer::Granted) => Ok(Permit { semaphore: self, n }),
            Ok(Answer::Refused) => Err(AcquireTimeoutError::TimedOut),
            _ => Err(AcquireTimeoutError::Closed),
        }
    }

    pub fn available(&self) -> usize {
        let (reply, count) = bounded(1);
        self.tell(Message::Count { reply });
        count
            .recv()
            .expect("the actor lives as long as the semaphore")
    }

    pub fn close(&self) {
        let (done, closed) = bounded(1);
        self.tell(Message::Close { done });
        let _ = closed.recv();
    }
}
