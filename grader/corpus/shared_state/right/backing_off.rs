//@ expect: full
//! Locks the source, *tries* the target, and if that is taken lets go of both and waits for the target before it tries again
//! the other way round. A lock for each key serialises its flights; whoever comes in with a younger ticket than the result finds it
//! there. The cache stores when a value expires, or that it never does.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::RwLock;
use std::time::Duration;
use std::time::Instant;

#[derive(Default)]
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, n: usize) {
        *self.lock() += n;
    }

    pub fn done(&self) {
        let mut count = self.lock();
        if *count == 0 {
            drop(count);
            panic!("negative count");
        }
        *count -= 1;
        if *count == 0 {
            self.zero.notify_all();
        }
    }

    pub fn wait(&self) {
        let mut count = self.lock();
        while *count > 0 {
            count = self.zero.wait(count).unwrap();
        }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap()
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
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        Self {
            accounts: balances.into_iter().map(Mutex::new).collect(),
            journal,
        }
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        let (Some(source), Some(target)) = (self.accounts.get(from), self.accounts.get(to)) else {
            return Err(TransferError::NoSuchAccount);
        };
        if from == to {
            let funds = *source.lock().unwrap();
            if funds < amount {
                return Err(TransferError::InsufficientFunds);
            }
        } else {
            let (mut source, mut target) = lock_both(source, target);
            *source = source
                .checked_sub(amount)
                .ok_or(TransferError::InsufficientFunds)?;
            *target += amount;
        }
        let _ = self.journal.send(Transfer { from, to, amount });
        Ok(())
    }

    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts
            .get(account)
            .map(|balance| *balance.lock().unwrap())
    }

    pub fn total(&self) -> u64 {
        'again: loop {
            let mut guards = Vec::new();
            for account in &self.accounts {
                match account.try_lock() {
                    Ok(guard) => guards.push(guard),
                    Err(_) => {
                        drop(guards);
                        drop(account.lock().unwrap());
                        continue 'again;
                    }
                }
            }
            return guards.iter().map(|balance| **balance).sum();
        }
    }
}

/// Never waits while it holds a lock.
fn lock_both<'a, T>(
    one: &'a Mutex<T>,
    other: &'a Mutex<T>,
) -> (MutexGuard<'a, T>, MutexGuard<'a, T>) {
    let guard = one.lock().unwrap();
    if let Ok(second) = other.try_lock() {
        return (guard, second);
    }
    drop(guard);
    let (second, first) = lock_both(other, one);
    (first, second)
}

pub struct SingleFlight<K, V> {
    flights: Mutex<HashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    pub fn new() -> Self {
        Self {
            flights: Mutex::new(HashMap::new()),
        }
    }

    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        let flight = Arc::clone(self.flights.lock().unwrap().entry(key.clone()).or_default());
        let value = flight.get_or_init(compute).clone();
        let mut flights = self.flights.lock().unwrap();
        if flights
            .get(&key)
            .is_some_and(|current| Arc::ptr_eq(current, &flight))
        {
            flights.remove(&key);
        }
        value
    }
}

pub struct TtlCache<K, V> {
    ttl: Duration,
    entries: RwLock<HashMap<K, Entry<V>>>,
}

struct Entry<V> {
    value: V,
    /// `None` for never.
    expires: Option<Instant>,
}

impl<V> Entry<V> {
    fn is_fresh(&self) -> bool {
        self.expires.is_none_or(|expires| Instant::now() <= expires)
    }
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            entries: RwLock::new(HashMap::new()),
        }
    }

    pub fn insert(&self, key: K, value: V) {
        let entry = Entry {
            value,
            expires: Instant::now().checked_add(self.ttl),
        };
        let mut entries = self.entries.write().unwrap();
        entries.retain(|_, entry| entry.is_fresh());
        entries.insert(key, entry);
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let entries = self.entries.read().unwrap();
        entries
            .get(key)
            .filter(|entry| entry.is_fresh())
            .map(|entry| entry.value.clone())
    }

    pub fn len(&self) -> usize {
        self.entries
            .read()
            .unwrap()
            .values()
            .filter(|entry| entry.is_fresh())
            .count()
    }

    pub fn is_empty(&self) -> bool {
        !self.entries.read().unwrap().values().any(Entry::is_fresh)
    }
}

const SHARDS: usize = 4;

/// As many maps as shards, so that writers of different keys seldom meet.
pub struct RwCounterMap<K> {
    shards: [RwLock<HashMap<K, u64>>; SHARDS],
    /// Chooses the shard of a key.
    state: std::hash::RandomState,
}

impl<K> RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    pub fn new() -> Self {
        Self {
            shards: Default::default(),
            state: std::hash::RandomState::new(),
        }
    }

    fn shard(&self, key: &K) -> &RwLock<HashMap<K, u64>> {
        use std::hash::BuildHasher;
        let hash = self.state.hash_one(key) % SHARDS as u64;
        &self.shards[usize::try_from(hash).unwrap()]
    }

    pub fn increment(&self, key: K) -> u64 {
        let mut counts = self.shard(&key).write().unwrap();
        let count = counts.entry(key).or_default();
        *count += 1;
        *count
    }

    pub fn get(&self, key: &K) -> u64 {
        self.shard(key)
            .read()
            .unwrap()
            .get(key)
            .copied()
            .unwrap_or_default()
    }

    pub fn total(&self) -> u64 {
        let sum = |shard: &RwLock<HashMap<K, u64>>| shard.read().unwrap().values().sum::<u64>();
        self.shards.iter().map(sum).sum()
    }

    pub fn for_each<F>(&self, mut f: F)
    where
        F: FnMut(&K, u64),
    {
        let mut told = HashMap::new();
        for shard in &self.shards {
            told.extend(
                shard
                    .read()
                    .unwrap()
                    .iter()
                    .map(|(key, count)| (key.clone(), *count)),
            );
        }
        told.iter().for_each(|(key, count)| f(key, *count));
    }
}
