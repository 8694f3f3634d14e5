//@ expect: full
//! Each waiter parks with a time limit; who has been served wakes the next. Clients forget
//! themselves: whoever asks tidies up first.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Mutex;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

struct Tokens {
    there: u32,
    last: Instant,
}

impl Tokens {
    fn full(capacity: u32) -> Self {
        Self {
            there: capacity,
            last: Instant::now(),
        }
    }

    fn refill(&mut self, capacity: u32, every: Duration, now: Instant) {
        while self.there < capacity && now - self.last >= every {
            self.there += 1;
            self.last += every;
            if (now - self.last).as_nanos() / every.as_nanos() >= u128::from(capacity) {
                self.there = capacity;
            }
        }
        if self.there == capacity {
            self.last = now;
        }
    }

    fn wait(&self, every: Duration, ahead: u32, now: Instant) -> Duration {
        if self.there > ahead {
            return Duration::ZERO;
        }
        every.saturating_mul(ahead + 1 - self.there) - (now - self.last)
    }
}

fn check(capacity: u32, every: Duration) {
    assert!(capacity > 0, "capacity must not be 0");
    assert!(every > Duration::ZERO, "every must not be 0");
}

struct State {
    tokens: Tokens,
    line: VecDeque<(u64, Thread)>,
    tickets: u64,
}

pub struct TokenBucket {
    capacity: u32,
    every: Duration,
    state: Mutex<State>,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        check(capacity, every);
        let state = Mutex::new(State {
            tokens: Tokens::full(capacity),
            line: VecDeque::new(),
            tickets: 0,
        });
        Self {
            capacity,
            every,
            state,
        }
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        let mut state = self.state.lock().unwrap();
        let now = Instant::now();
        state.tokens.refill(self.capacity, self.every, now);
        let ahead = state.line.len() as u32;
        let wait = state.tokens.wait(self.every, ahead, now);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        state.tokens.there -= 1;
        Ok(())
    }

    pub fn take(&self) {
        let mut state = self.state.lock().unwrap();
        let ticket = state.tickets;
        state.tickets += 1;
        state.line.push_back((ticket, thread::current()));
        loop {
            let now = Instant::now();
            state.tokens.refill(self.capacity, self.every, now);
            let is_first = state.line.front().is_some_and(|first| first.0 == ticket);
            let wait = state.tokens.wait(self.every, 0, now);
            if is_first && wait.is_zero() {
                break;
            }
            drop(state);
            if is_first {
                thread::park_timeout(wait);
            } else {
                thread::park();
            }
            state = self.state.lock().unwrap();
        }
        state.tokens.there -= 1;
        state.line.pop_front();
        if let Some((_, next)) = state.line.front() {
            next.unpark();
        }
    }
}

pub struct ClientLimits<K> {
    capacity: u32,
    every: Duration,
    clients: Mutex<HashMap<K, Tokens>>,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(capacity: u32, every: Duration) -> Self {
        check(capacity, every);
        let clients = Mutex::new(HashMap::new());
        Self {
            capacity,
            every,
            clients,
        }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut clients = self.clients.lock().unwrap();
        let now = Instant::now();
        self.tidy_up(&mut clients, now);
        if !clients.contains_key(client) {
            clients.insert(client.clone(), Tokens::full(self.capacity));
        }
        let tokens = clients.get_mut(client).unwrap();
        tokens.refill(self.capacity, self.every, now);
        match tokens.wait(self.every, 0, now) {
            Duration::ZERO => {
                tokens.there -= 1;
                Ok(())
            }
            wait => Err(wait),
        }
    }

    pub fn forget_idle(&self) -> usize {
        let mut clients = self.clients.lock().unwrap();
        self.tidy_up(&mut clients, Instant::now());
        clients.len()
    }

    fn tidy_up(&self, clients: &mut HashMap<K, Tokens>, now: Instant) {
        clients.retain(|_, tokens| {
            tokens.refill(self.capacity, self.every, now);
            tokens.there < self.capacity
        });
    }
}
