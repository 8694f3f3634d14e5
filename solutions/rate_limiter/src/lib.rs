//! A rate limiter: so much at once, and then so much over time.
//!
//! Three ideas carry the whole exercise:
//!
//! - *Nothing happens while nobody asks.* No thread drips tokens into the bucket. Each call works out
//!   from the clock what has come since the last one.
//! - *Who waits has taken already.* The moment at which a token will come is known when it is asked
//!   for. So `take` takes it at once, out of the future, and then sleeps: the line is a number, it
//!   cannot be jumped, and nobody has to be woken.
//! - *Whole periods are used up, the rest is kept.* `since` goes on by periods, never "to now": what
//!   is forgotten there at each call is what makes limiters drift.
//!
//! Alternatives, and what they cost:
//!
//! - One number in place of two: the moment at which the bucket will be full again (the "generic cell
//!   rate algorithm"). It fits into an atomic, without a lock; but `moment + every` runs past the
//!   end of the clock for the largest periods.
//! - A line of tickets with a `Condvar` and `wait_timeout`: waiters can give up, or be told to. Here
//!   nobody can, or they would have to give back what all behind them count on.
//! - A thread, or in Go a goroutine, with a ticker that fills a bounded channel: simple, and it
//!   costs a thread a bucket, which somebody has to end; and its ticks begin with the bucket, not
//!   with the first token taken, so that the first one comes too early.
//! - Fractions of tokens as `f64` (`golang.org/x/time/rate`): fine for limits, but the wait is off
//!   by some nanoseconds, and who comes back after it may be refused once more.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Tokens, `capacity` of them at most; while some are missing, one comes each `every`.
pub struct TokenBucket {
    limit: Limit,
    level: Mutex<Level>,
}

impl TokenBucket {
    /// A full bucket.
    ///
    /// # Panics
    /// If `capacity` or `every` is 0.
    #[must_use]
    pub fn new(capacity: u32, every: Duration) -> Self {
        Self {
            limit: Limit::new(capacity, every),
            level: Mutex::new(Level::full()),
        }
    }

    /// Takes a token if that is possible at once without passing anybody. Never waits.
    ///
    /// # Errors
    /// How long it takes, from now, until there is a token for the caller.
    pub fn try_take(&self) -> Result<(), Duration> {
        lock(&self.level).try_take(&self.limit)
    }

    /// Takes a token as soon as there is one for the caller: first come, first served.
    pub fn take(&self) {
        // The guard is gone at the end of this statement: nobody waits for one who sleeps.
        let wait = lock(&self.level).take(&self.limit);
        thread::sleep(wait);
    }
}

/// A bucket for each client.
pub struct ClientLimits<K> {
    limit: Limit,
    /// One lock for all: it is held for some arithmetic only. With very many clients and processors,
    /// several maps, chosen by the key's hash. A lock for each bucket would have to be taken while
    /// the map is locked all the same: see `forget_idle`.
    levels: Mutex<HashMap<K, Level>>,
}

impl<K> ClientLimits<K>
where
    K: Eq + Hash + Clone,
{
    /// Each client has a bucket like `TokenBucket::new(capacity, every)`.
    ///
    /// # Panics
    /// If `capacity` or `every` is 0.
    #[must_use]
    pub fn new(capacity: u32, every: Duration) -> Self {
        Self {
            limit: Limit::new(capacity, every),
            levels: Mutex::new(HashMap::new()),
        }
    }

    /// [`TokenBucket::try_take`] with the client's bucket.
    ///
    /// # Errors
    /// How long it takes, from now, until there is a token for this client.
    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        lock(&self.levels)
            // Looks and inserts in one. (Where keys are expensive to clone: `get_mut` first.)
            .entry(client.clone())
            .or_insert_with(Level::full)
            .try_take(&self.limit)
    }

    /// Forgets all clients whose bucket is full, and returns how many are left.
    ///
    /// A full bucket tells nothing: a new one is full too. Had `try_take` carried its bucket out of
    /// the map, it could be forgotten here in between, and its client be given a second one.
    pub fn forget_idle(&self) -> usize {
        let mut levels = lock(&self.levels);
        let now = Instant::now();
        levels.retain(|_, level| {
            level.refill(&self.limit, now);
            level.missing > 0
        });
        levels.len()
    }
}

/// What all buckets of a kind have in common.
struct Limit {
    capacity: u32,
    every: Duration,
}

impl Limit {
    fn new(capacity: u32, every: Duration) -> Self {
        assert!(capacity > 0, "`capacity` must be at least 1");
        assert!(!every.is_zero(), "`every` must be longer than nothing");
        Self { capacity, every }
    }
}

/// How full a bucket is.
struct Level {
    /// How many tokens are missing, those that were promised to waiters among them: above the
    /// capacity, somebody waits.
    missing: u64,
    /// When the present period began: the next token comes one period later. Of no meaning in a full
    /// bucket, which waits for none.
    since: Instant,
}

impl Level {
    fn full() -> Self {
        Self {
            missing: 0,
            since: Instant::now(),
        }
    }

    fn try_take(&mut self, limit: &Limit) -> Result<(), Duration> {
        let now = Instant::now();
        self.refill(limit, now);
        let wait = self.wait(limit, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.note_one(now);
        Ok(())
    }

    /// Takes a token that may be still to come, and tells when it will.
    fn take(&mut self, limit: &Limit) -> Duration {
        let now = Instant::now();
        self.refill(limit, now);
        let wait = self.wait(limit, now);
        self.note_one(now);
        wait
    }

    /// Puts in what has come by now.
    fn refill(&mut self, limit: &Limit, now: Instant) {
        let elapsed = now.duration_since(self.since).as_nanos();
        let every = limit.every.as_nanos();
        match u64::try_from(elapsed / every) {
            Ok(come) if come < self.missing => {
                self.missing -= come;
                // Not `now`: a part of the next period has passed already.
                self.since += Duration::from_nanos_u128(elapsed - elapsed % every);
            }
            _ => self.missing = 0,
        }
    }

    /// How long the next one to come would wait.
    fn wait(&self, limit: &Limit, now: Instant) -> Duration {
        let tokens_to_come = (self.missing + 1).saturating_sub(u64::from(limit.capacity));
        if tokens_to_come == 0 {
            return Duration::ZERO;
        }
        let periods = u32::try_from(tokens_to_come).unwrap_or(u32::MAX);
        let passed = now.duration_since(self.since);
        limit.every.saturating_mul(periods).saturating_sub(passed)
    }

    /// One more is missing. The clock starts when the bucket stops being full.
    fn note_one(&mut self, now: Instant) {
        if self.missing == 0 {
            self.since = now;
        }
        self.missing += 1;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A client's own `Eq` or `Hash` might panic: what is under the lock is whole nevertheless.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
