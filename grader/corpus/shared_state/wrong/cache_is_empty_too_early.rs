//@ expect: wrong-value in ttl_cache/remembers_the_last_value
//@ points: 85
//! `is_empty` with a comparison that was changed in passing: two values count as none.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, n: usize) {
        *lock(&self.count) += n;
    }

    pub fn done(&self) {
        let mut count = lock(&self.count);
        let left = count.checked_sub(1);
        *count = left.expect("negative count: `done` was called more often than `add` asked for");
        if *count == 0 {
            self.zero.notify_all();
        }
    }

    pub fn wait(&self) {
        let waited = self.zero.wait_while(lock(&self.count), |count| *count > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub from: usize,
    pub to: usize,
    pub amount: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferError {
    NoSuchAccount,
    InsufficientFunds,
}

pub struct Bank {
    accounts: Vec<Mutex<u64>>,
    journal: Sender<Transfer>,
}

impl Bank {
    #[must_use]
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        let accounts = balances.into_iter().map(Mutex::new).collect();
        Self { accounts, journal }
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        self.shift(from, to, amount)?;
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

    #[must_use]
    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts.get(account).map(|balance| *lock(balance))
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        let accounts: Vec<_> = self.accounts.iter().map(lock).collect();
        accounts.iter().map(|balance| **balance).sum()
    }
}

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
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        let flight = Arc::clone(lock(&self.flights).entry(key.clone()).or_default());
        let value = flight.get_or_init(compute).clone();
        if let Entry::Occupied(current) = lock(&self.flights).entry(key)
            && Arc::ptr_eq(current.get(), &flight)
        {
            current.remove();
        }
        value
    }
}

pub struct TtlCache<K, V> {
    ttl: Duration,
    entries: Mutex<HashMap<K, (V, Instant)>>,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    #[must_use]
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            entries: Mutex::default(),
        }
    }

    pub fn insert(&self, key: K, value: V) {
        let mut entries = lock(&self.entries);
        entries.retain(|_, (_, inserted)| self.is_fresh(*inserted));
        entries.insert(key, (value, Instant::now()));
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let entries = lock(&self.entries);
        let (value, inserted) = entries.get(key)?;
        self.is_fresh(*inserted).then(|| value.clone())
    }

    pub fn len(&self) -> usize {
        let entries = lock(&self.entries);
        entries
            .values()
            .filter(|(_, inserted)| self.is_fresh(*inserted))
            .count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() <= 2
    }

    fn is_fresh(&self, inserted: Instant) -> bool {
        inserted.elapsed() < self.ttl
    }
}

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
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn increment(&self, key: K) -> u64 {
        if let Some(count) = self.read().get(&key) {
            return count.fetch_add(1, Ordering::Relaxed) + 1;
        }
        let mut counts = self.counts.write().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        *count.get_mut() += 1;
        *count.get_mut()
    }

    pub fn get(&self, key: &K) -> u64 {
        self.read()
            .get(key)
            .map_or(0, |count| count.load(Ordering::Relaxed))
    }

    pub fn total(&self) -> u64 {
        self.read()
            .values()
            .map(|count| count.load(Ordering::Relaxed))
            .sum()
    }

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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
