//@ expect: deadlock in take/each_gets_one_of_the_tokens
//@ points: 74
//! Who is served leaves the line and tells nobody: the next one sleeps on at its head. (Rust study: blocking, Condvar.)

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Condvar, Mutex};
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
    line: VecDeque<u64>,
    tickets: u64,
}

pub struct TokenBucket {
    capacity: u32,
    every: Duration,
    state: Mutex<State>,
    moved: Condvar,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        check(capacity, every);
        let state = Mutex::new(State {
            tokens: Tokens::full(capacity),
            line: VecDeque::new(),
            tickets: 0,
        });
        let moved = Condvar::new();
        Self {
            capacity,
            every,
            state,
            moved,
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
        state.line.push_back(ticket);
        loop {
            let now = Instant::now();
            state.tokens.refill(self.capacity, self.every, now);
            if state.line.front() != Some(&ticket) {
                state = self.moved.wait(state).unwrap();
                continue;
            }
            let wait = state.tokens.wait(self.every, 0, now);
            if wait.is_zero() {
                break;
            }
            state = self.moved.wait_timeout(state, wait).unwrap().0;
        }
        state.tokens.there -= 1;
        state.line.pop_front();
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
        let now = Instant::now();
        clients.retain(|_, tokens| {
            tokens.refill(self.capacity, self.every, now);
            tokens.there < self.capacity
        });
        clients.len()
    }
}
