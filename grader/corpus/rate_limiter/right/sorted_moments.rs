//@ expect: full
//! A reader-writer lock, a period that runs or does not, and a wait for a channel that nobody sends
//! into. The clients have numbers, and the numbers have books.

use crossbeam_channel::never;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::RwLock;
use std::time::{Duration, Instant};

/// Tokens that are missing: how many, and since when the present period runs.
#[derive(Default)]
struct Book {
    owed: Vec<()>,
    period: Option<Instant>,
}

impl Book {
    fn settle(&mut self, every: Duration, now: Instant) {
        let Some(period) = self.period else { return };
        let passed = now - period;
        let come = (passed.as_nanos() / every.as_nanos()).min(self.owed.len() as u128) as usize;
        self.owed.truncate(self.owed.len() - come);
        self.period = if self.owed.is_empty() {
            None
        } else {
            Some(period + every * come as u32)
        };
    }

    fn claim(&mut self, capacity: u32, every: Duration, now: Instant, whatever: bool) -> Duration {
        self.settle(every, now);
        let behind = (self.owed.len() as u64 + 1).saturating_sub(u64::from(capacity));
        let passed = self.period.map_or(Duration::ZERO, |period| now - period);
        let wait = if behind == 0 {
            Duration::ZERO
        } else {
            every.saturating_mul(behind as u32) - passed
        };
        if whatever || wait.is_zero() {
            self.period.get_or_insert(now);
            self.owed.push(());
        }
        wait
    }
}

pub struct TokenBucket {
    capacity: u32,
    every: Duration,
    book: RwLock<Book>,
}

impl TokenBucket {
    pub fn new(capacity: u32, every: Duration) -> Self {
        assert!(0 < capacity, "a capacity of nothing");
        assert!(
            Duration::ZERO < every,
            "every so often, and not all the time"
        );
        Self {
            capacity,
            every,
            book: RwLock::default(),
        }
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        let mut book = self.book.write().unwrap();
        let wait = book.claim(self.capacity, self.every, Instant::now(), false);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    pub fn take(&self) {
        let begin = Instant::now();
        let wait = {
            let mut book = self.book.write().unwrap();
            book.claim(self.capacity, self.every, begin, true)
        };
        let _ = never::<()>().recv_timeout(wait);
    }
}

pub struct ClientLimits<K> {
    capacity: u32,
    every: Duration,
    inner: RwLock<Clients<K>>,
}

struct Clients<K> {
    numbers: HashMap<K, u64>,
    books: BTreeMap<u64, Book>,
    next: u64,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(capacity: u32, every: Duration) -> Self {
        drop(TokenBucket::new(capacity, every));
        Self {
            capacity,
            every,
            inner: RwLock::new(Clients {
                numbers: HashMap::new(),
                books: BTreeMap::new(),
                next: 0,
            }),
        }
    }

    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let mut inner = self.inner.write().unwrap();
        let new = inner.next;
        let number = *inner.numbers.entry(client.clone()).or_insert(new);
        if number == new {
            inner.next += 1;
        }
        let book = inner.books.entry(number).or_default();
        let wait = book.claim(self.capacity, self.every, Instant::now(), false);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    pub fn forget_idle(&self) -> usize {
        let mut inner = self.inner.write().unwrap();
        let now = Instant::now();
        inner.books.retain(|_, book| {
            book.settle(self.every, now);
            !book.owed.is_empty()
        });
        let Clients { numbers, books, .. } = &mut *inner;
        numbers.retain(|_, number| books.contains_key(number));
        books.len()
    }
}
