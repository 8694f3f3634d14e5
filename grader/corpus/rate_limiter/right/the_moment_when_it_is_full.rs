//@ expect: full
//! One moment in place of two numbers, that at which the bucket will be full again (the "generic
//! cell rate algorithm"), in nanoseconds since the beginning. Clients' moments too.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
struct Rate {
    start: Instant,
    every: u128,
    burst: u128,
}

impl Rate {
    fn new(capacity: u32, every: Duration) -> Self {
        assert_ne!(capacity, 0, "capacity is zero");
        assert_ne!(every, Duration::ZERO, "every is zero");
        Self {
            start: Instant::now(),
            every: every.as_nanos(),
            burst: every.as_nanos() * u128::from(capacity),
        }
    }

    fn now(&self) -> u128 {
        self.start.elapsed().as_nanos()
    }

    /// When it will be full if one more is taken, and how long that one has to wait.
    fn after_one(&self, full_at: u128) -> (u128, Duration) {
        let now = self.now();
        let full_at = full_at.max(now) + self.every;
        let wait = full_at.saturating_sub(self.burst + now);
        let most = Duration::MAX.as_nanos();
        (full_at, Duration::from_nanos_u128(wait.min(most)))
    }
}

pub struct TokenBucket {
    rate: Rate,
    full_at: Mutex<u128>,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        Self {
            rate: Rate::new(capacity, every),
            full_at: Mutex::new(0),
        }
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().unwrap();
        let (after, wait) = self.rate.after_one(*full_at);
        if !wait.is_zero() {
            return Err(wait);
        }
        *full_at = after;
        Ok(())
    }

    pub fn take(&self) {
        let wait = {
            let mut full_at = self.full_at.lock().unwrap();
            let (after, wait) = self.rate.after_one(*full_at);
            *full_at = after;
            wait
        };
        thread::sleep(wait);
    }
}

pub struct ClientLimits<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, u128>>,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(capacity: u32, every: Duration) -> Self {
        Self {
            rate: Rate::new(capacity, every),
            full_at: Mutex::new(HashMap::new()),
        }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().unwrap();
        let before = full_at.get(client).copied().unwrap_or(0);
        let (after, wait) = self.rate.after_one(before);
        if !wait.is_zero() {
            return Err(wait);
        }
        full_at.insert(client.clone(), after);
        Ok(())
    }

    pub fn forget_idle(&self) -> usize {
        let mut full_at = self.full_at.lock().unwrap();
        let now = self.rate.now();
        full_at.retain(|_, full_at| *full_at > now);
        full_at.len()
    }
}
