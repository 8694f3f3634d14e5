//! Shared state: what several threads read and change, and the locks around it.
//!
//! Four habits carry the whole exercise:
//!
//! - *Decide and act under one lock.* Whatever was seen before the lock was let go may be wrong after.
//! - *Never call out with a lock held.* Neither a closure of somebody else's, nor a send that may wait:
//!   who is called may want the same lock.
//! - *One order for all locks.* Two threads that take the same two locks in opposite orders will meet.
//! - *Wait in a loop, on a condition.* A wake-up says "look again".
//!
//! Poison is let through (`into_inner`) where the state is whole at every moment at which a panic is
//! possible, which is everywhere here. Where a panic can leave half a change behind, `unwrap` is right:
//! a poisoned lock then says that the state is not to be trusted.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// Waits until a number of things are done, as Go's `sync.WaitGroup`.
///
/// In Rust it is rarely needed: `thread::scope` waits for its threads, and a channel closes when the
/// last sender is dropped.
#[derive(Default)]
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    /// Nothing to wait for.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `n` more things have to be done.
    pub fn add(&self, n: usize) {
        *lock(&self.count) += n;
    }

    /// One thing is done.
    ///
    /// # Panics
    /// If there was nothing left to be done: the count would become negative.
    pub fn done(&self) {
        let mut count = lock(&self.count);
        let left = count.checked_sub(1);
        *count = left.expect("negative count: `done` was called more often than `add` asked for");
        if *count == 0 {
            self.zero.notify_all();
        }
    }

    /// Waits until nothing is left to be done.
    pub fn wait(&self) {
        let waited = self.zero.wait_while(lock(&self.count), |count| *count > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

/// Money that was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The account that it came from.
    pub from: usize,
    /// The account that it went to.
    pub to: usize,
    /// How much.
    pub amount: u64,
}

/// Why money was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferError {
    /// One of the accounts does not exist.
    NoSuchAccount,
    /// There is not enough in the account that it should come from.
    InsufficientFunds,
}

/// Accounts between which many threads move money at the same time.
///
/// A lock for each account, always taken in the order of their numbers. One lock for the whole bank
/// would be right too, and simpler; this one lets transfers between other accounts go on meanwhile.
pub struct Bank {
    accounts: Vec<Mutex<u64>>,
    journal: Sender<Transfer>,
}

impl Bank {
    /// Accounts 0, 1, … with these balances; every transfer is told to `journal`.
    #[must_use]
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        let accounts = balances.into_iter().map(Mutex::new).collect();
        Self { accounts, journal }
    }

    /// Moves `amount`, and then tells the journal, waiting for room there if need be.
    ///
    /// # Errors
    /// If an account does not exist, or there is not enough; then nothing has changed.
    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        self.shift(from, to, amount)?;
        // The locks are free again: the journal may be full, and whoever empties it may want to know
        // a balance. If nobody reads it any more, the money has moved all the same.
        let _ = self.journal.send(Transfer { from, to, amount });
        Ok(())
    }

    fn shift(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        let account = |number| {
            self.accounts
                .get(number)
                .ok_or(TransferError::NoSuchAccount)
        };
        let (source, target) = (account(from)?, account(to)?);
        // The lower number first, whichever way the money goes. Locking the same account twice would
        // wait for itself, hence the case in between.
        let (mut source, mut target) = match from.cmp(&to) {
            std::cmp::Ordering::Less => {
                let source = lock(source);
                (source, lock(target))
            }
            std::cmp::Ordering::Equal => {
                let enough = *lock(source) >= amount;
                return enough.then_some(()).ok_or(TransferError::InsufficientFunds);
            }
            std::cmp::Ordering::Greater => {
                let target = lock(target);
                (lock(source), target)
            }
        };
        *source = source
            .checked_sub(amount)
            .ok_or(TransferError::InsufficientFunds)?;
        *target += amount;
        Ok(())
    }

    /// What is in an account, if it exists.
    #[must_use]
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|balance| *lock(balance))
    }

    /// What is in all accounts together, at one moment.
    #[must_use]
    pub fn total(&self) -> u64 {
        // All locks at once, in their order: one after the other would miss money that moves meanwhile
        // from an account not yet seen to one already seen.
        let accounts: Vec<_> = self.accounts.iter().map(lock).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}

/// Computes for each key once at a time: whoever asks meanwhile waits for the same result.
///
/// A flight is a `OnceLock` that all who ask for its key share: the first one fills it, the others wait
/// inside of `get_or_init`; and if filling it panics, the next one does it. That is exactly what is
/// wanted here. By hand it is a state (in flight, landed, crashed), a condition variable, and a guard
/// whose `Drop` notices the crash.
pub struct SingleFlight<K, V> {
    flights: Mutex<HashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> Default for SingleFlight<K, V> {
    fn default() -> Self {
        Self {
            flights: Mutex::default(),
        }
    }
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    /// Nothing is being computed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The result of `compute`, or of the `compute` of somebody who asked for the same key earlier and
    /// is not ready yet.
    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        // The lock is let go at the end of this line: `compute` may take long, and may ask for more.
        let flight = Arc::clone(lock(&self.flights).entry(key.clone()).or_default());
        let value = flight.get_or_init(compute).clone();
        // Landed: who asks from now on begins a new flight. (After a panic the empty cell stays, for
        // those who wait in it, and for whoever asks next.)
        if let Entry::Occupied(current) = lock(&self.flights).entry(key)
            && Arc::ptr_eq(current.get(), &flight)
        {
            current.remove();
        }
        value
    }
}

/// Remembers values for a while.
pub struct TtlCache<K, V> {
    ttl: Duration,
    /// Each value with the moment at which it was inserted. (The moment at which it expires would
    /// overflow for the largest `ttl`.)
    entries: Mutex<HashMap<K, (V, Instant)>>,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    /// An empty cache that remembers each value for `ttl` after it was inserted.
    #[must_use]
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            entries: Mutex::default(),
        }
    }

    /// Remembers `value`, and forgets what has expired.
    ///
    /// Looking at everything each time is simple and costs as much; a queue in the order of insertion
    /// would give what has expired without a search.
    pub fn insert(&self, key: K, value: V) {
        let mut entries = lock(&self.entries);
        entries.retain(|_, (_, inserted)| self.is_fresh(*inserted));
        entries.insert(key, (value, Instant::now()));
    }

    /// The value for `key`, if there is one that has not expired.
    pub fn get(&self, key: &K) -> Option<V> {
        let entries = lock(&self.entries);
        let (value, inserted) = entries.get(key)?;
        self.is_fresh(*inserted).then(|| value.clone())
    }

    /// How many values have not expired.
    pub fn len(&self) -> usize {
        let entries = lock(&self.entries);
        entries
            .values()
            .filter(|(_, inserted)| self.is_fresh(*inserted))
            .count()
    }

    /// Whether all values have expired.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn is_fresh(&self, inserted: Instant) -> bool {
        inserted.elapsed() < self.ttl
    }
}

/// Counts how often each key came, for many readers.
///
/// The lock guards which keys there are; the counts are atomic, so that counting a known key needs to
/// read only. A `Mutex<HashMap<K, u64>>` is half as long, and faster until readers really crowd.
pub struct RwCounterMap<K> {
    counts: RwLock<HashMap<K, AtomicU64>>,
}

impl<K> Default for RwCounterMap<K> {
    fn default() -> Self {
        Self {
            counts: RwLock::default(),
        }
    }
}

impl<K> RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    /// All counts are 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `key` once more, and returns its new count.
    pub fn increment(&self, key: K) -> u64 {
        if let Some(count) = self.read().get(&key) {
            return count.fetch_add(1, Ordering::Relaxed) + 1;
        }
        // Meanwhile another may have brought the key: `entry` looks again. The read guard is gone by
        // now; with it in hand this line would wait for itself.
        let mut counts = self.counts.write().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        *count.get_mut() += 1;
        *count.get_mut()
    }

    /// How often `key` came.
    pub fn get(&self, key: &K) -> u64 {
        self.read()
            .get(key)
            .map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// How often all keys came, together.
    pub fn total(&self) -> u64 {
        // Not by way of `get`: a thread that reads, and reads again, waits for itself if another has
        // asked to write in between.
        self.read()
            .values()
            .map(|count| count.load(Ordering::Relaxed))
            .sum()
    }

    /// Calls `f` for every key and its count; `f` may use this map.
    pub fn for_each<F>(&self, mut f: F)
    where
        F: FnMut(&K, u64),
    {
        let load = |(key, count): (&K, &AtomicU64)| (key.clone(), count.load(Ordering::Relaxed));
        let counts: Vec<_> = self.read().iter().map(load).collect();
        for (key, count) in counts {
            f(&key, count);
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<K, AtomicU64>> {
        self.counts.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lock's guard, whether a thread has panicked while it held it or not.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
