//@ expect: limit-exceeded in token_bucket/a_token_is_given_once
//@ expect: limit-exceeded in token_bucket/a_token_that_has_come_is_given_once
//@ expect: limit-exceeded in token_bucket/never_more_than_have_come
//@ points: 92.58
//! Looks under the lock whether there is a token, lets go, and takes it under the lock again:
//! meanwhile another has taken it. (Go study: non-blocking, traditional.)

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

struct Level {
    missing: u64,
    since: Instant,
}

impl Level {
    fn full() -> Self {
        Self {
            missing: 0,
            since: Instant::now(),
        }
    }

    fn refill(&mut self, every: Duration, now: Instant) {
        let elapsed = now.duration_since(self.since).as_nanos();
        let come = u64::try_from(elapsed / every.as_nanos()).unwrap_or(u64::MAX);
        if come < self.missing {
            self.missing -= come;
            self.since = now - Duration::from_nanos_u128(elapsed % every.as_nanos());
        } else {
            self.missing = 0;
        }
    }

    fn wait(&mut self, capacity: u32, every: Duration, now: Instant) -> Duration {
        self.refill(every, now);
        let to_come = (self.missing + 1).saturating_sub(u64::from(capacity));
        if to_come == 0 {
            return Duration::ZERO;
        }
        every
            .saturating_mul(to_come as u32)
            .saturating_sub(now - self.since)
    }

    fn note_one(&mut self, now: Instant) {
        if self.missing == 0 {
            self.since = now;
        }
        self.missing += 1;
    }

    fn try_take(&mut self, capacity: u32, every: Duration) -> Result<(), Duration> {
        let now = Instant::now();
        let wait = self.wait(capacity, every, now);
        if wait.is_zero() {
            self.note_one(now);
            Ok(())
        } else {
            Err(wait)
        }
    }
}

fn check(capacity: u32, every: Duration) {
    assert!(capacity > 0, "capacity must not be 0");
    assert!(every > Duration::ZERO, "every must not be 0");
}

pub struct TokenBucket {
    capacity: u32,
    every: Duration,
    level: Mutex<Level>,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        check(capacity, every);
        let level = Mutex::new(Level::full());
        Self {
            capacity,
            every,
            level,
        }
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        let now = Instant::now();
        let wait = self
            .level
            .lock()
            .unwrap()
            .wait(self.capacity, self.every, now);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        self.level.lock().unwrap().note_one(now);
        Ok(())
    }

    pub fn take(&self) {
        let mut level = self.level.lock().unwrap();
        let now = Instant::now();
        let wait = level.wait(self.capacity, self.every, now);
        level.note_one(now);
        drop(level);
        thread::sleep(wait);
    }
}

pub struct ClientLimits<K> {
    capacity: u32,
    every: Duration,
    levels: Mutex<HashMap<K, Level>>,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(capacity: u32, every: Duration) -> Self {
        check(capacity, every);
        let levels = Mutex::new(HashMap::new());
        Self {
            capacity,
            every,
            levels,
        }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut levels = self.levels.lock().unwrap();
        let level = levels.entry(client.clone()).or_insert_with(Level::full);
        level.try_take(self.capacity, self.every)
    }

    pub fn forget_idle(&self) -> usize {
        let mut levels = self.levels.lock().unwrap();
        let now = Instant::now();
        levels.retain(|_, level| {
            level.refill(self.every, now);
            level.missing > 0
        });
        levels.len()
    }
}
