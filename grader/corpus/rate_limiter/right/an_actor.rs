//@ expect: full
//! A thread owns each bucket, and is asked in messages; it ends when the bucket is dropped. For the
//! clients one thread owns all.

use crossbeam_channel::{Sender, bounded, unbounded};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many tokens are missing, and since when the next one is on its way.
struct Ledger {
    capacity: usize,
    every: Duration,
    missing: u64,
    since: Instant,
}

impl Ledger {
    fn new(capacity: u32, every: Duration) -> Self {
        Self {
            capacity: capacity as usize,
            every,
            missing: 0,
            since: Instant::now(),
        }
    }

    fn look(&mut self) -> Duration {
        let elapsed = self.since.elapsed();
        let periods = elapsed.as_nanos() / self.every.as_nanos();
        let come = periods.min(u128::from(self.missing)) as u64;
        self.missing -= come;
        if self.missing == 0 {
            self.since = Instant::now();
        } else {
            self.since += self.every * come as u32;
        }
        if self.missing < self.capacity as u64 {
            return Duration::ZERO;
        }
        let ahead = (self.missing - self.capacity as u64 + 1) as u32;
        self.every
            .saturating_mul(ahead)
            .saturating_sub(self.since.elapsed())
    }
}

enum Request {
    Try(Sender<Result<(), Duration>>),
    Wait(Sender<Duration>),
}

pub struct TokenBucket {
    requests: Option<Sender<Request>>,
    clerk: Option<JoinHandle<()>>,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        assert!(capacity > 0, "capacity must be positive");
        assert!(!every.is_zero(), "every must be positive");
        let (requests, inbox) = unbounded();
        let clerk = thread::spawn(move || {
            let mut ledger = Ledger::new(capacity, every);
            for request in inbox {
                let wait = ledger.look();
                match request {
                    Request::Try(reply) if wait.is_zero() => {
                        ledger.missing += 1;
                        let _ = reply.send(Ok(()));
                    }
                    Request::Try(reply) => {
                        let _ = reply.send(Err(wait));
                    }
                    Request::Wait(reply) => {
                        ledger.missing += 1;
                        let _ = reply.send(wait);
                    }
                }
            }
        });
        Self {
            requests: Some(requests),
            clerk: Some(clerk),
        }
    }

    fn ask<T>(&self, request: impl FnOnce(Sender<T>) -> Request) -> T {
        let (reply, answer) = bounded(1);
        let requests = self.requests.as_ref().unwrap();
        requests.send(request(reply)).unwrap();
        answer.recv().unwrap()
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        self.ask(Request::Try)
    }

    pub fn take(&self) {
        thread::sleep(self.ask(Request::Wait));
    }
}

impl Drop for TokenBucket {
    fn drop(&mut self) {
        drop(self.requests.take());
        let _ = self.clerk.take().unwrap().join();
    }
}

/// The clients' buckets need no thread: nobody waits.
pub struct ClientLimits<K> {
    capacity: u32,
    every: Duration,
    ledgers: Mutex<HashMap<K, Ledger>>,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(capacity: u32, every: Duration) -> Self {
        assert!(capacity > 0, "capacity must be positive");
        assert!(!every.is_zero(), "every must be positive");
        Self {
            capacity,
            every,
            ledgers: Mutex::default(),
        }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut ledgers = self.ledgers.lock().unwrap();
        let ledger = ledgers
            .entry(client.clone())
            .or_insert_with(|| Ledger::new(self.capacity, self.every));
        let wait = ledger.look();
        if wait.is_zero() {
            ledger.missing += 1;
            return Ok(());
        }
        Err(wait)
    }

    pub fn forget_idle(&self) -> usize {
        let mut ledgers = self.ledgers.lock().unwrap();
        ledgers.retain(|_, ledger| {
            ledger.look();
            ledger.missing > 0
        });
        ledgers.len()
    }
}
