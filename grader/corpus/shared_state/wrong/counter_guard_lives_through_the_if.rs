//@ expect: self-deadlock in counter_map/each_key_is_counted
//@ expect: self-deadlock in counter_map/every_key_is_told_once
//@ points: 80
//! The read guard in the condition of an `if let … else` lives to the end of the whole statement in the 2021 edition; here `match` does
//! the same in every edition: the `None` arm waits for the guard of its own condition. (Rust study: blocking, double lock.)

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
        if from.max(to) >= self.accounts.len() {
            return Err(TransferError::NoSuchAccount);
        }
        if from == to {
            if *self.accounts[from].lock().unwrap() < amount {
                return Err(TransferError::InsufficientFunds);
            }
        } else {
            let mut first = self.accounts[from.min(to)].lock().unwrap();
            let mut second = self.accounts[from.max(to)].lock().unwrap();
            let (source, target) = if from < to {
                (&mut *first, &mut *second)
            } else {
                (&mut *second, &mut *first)
            };
            if *source < amount {
                return Err(TransferError::InsufficientFunds);
            }
            *source -= amount;
            *target += amount;
        }
        let _ = self.journal.send(Transfer { from, to, amount });
        Ok(())
    }

    pub fn balance(&self, account: usize) -> Option<u64> {
        Some(*self.accounts.get(account)?.lock().unwrap())
    }

    pub fn total(&self) -> u64 {
        let accounts: Vec<_> = self
            .accounts
            .iter()
            .map(|account| account.lock().unwrap())
            .collect();
        accounts.iter().map(|balance| **balance).sum()
    }
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
    entries: Mutex<HashMap<K, (V, Instant)>>,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            entries: Mutex::new(HashMap::new()),
        }
    }

    pub fn insert(&self, key: K, value: V) {
        let mut entries = self.entries.lock().unwrap();
        entries.retain(|_, (_, inserted)| inserted.elapsed() < self.ttl);
        entries.insert(key, (value, Instant::now()));
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let entries = self.entries.lock().unwrap();
        let (value, inserted) = entries.get(key)?;
        (inserted.elapsed() < self.ttl).then(|| value.clone())
    }

    pub fn len(&self) -> usize {
        let entries = self.entries.lock().unwrap();
        entries
            .values()
            .filter(|(_, inserted)| inserted.elapsed() < self.ttl)
            .count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

pub struct RwCounterMap<K> {
    counts: RwLock<HashMap<K, u64>>,
}

impl<K> RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    pub fn new() -> Self {
        Self {
            counts: RwLock::new(HashMap::new()),
        }
    }

    pub fn increment(&self, key: K) -> u64 {
        match self.counts.read().unwrap().get(&key) {
            Some(_) => {}
            None => drop(self.counts.write().unwrap().insert(key.clone(), 0)),
        }
        let mut counts = self.counts.write().unwrap();
        let count = counts.get_mut(&key).unwrap();
        *count += 1;
        *count
    }

    pub fn get(&self, key: &K) -> u64 {
        self.counts.read().unwrap().get(key).copied().unwrap_or(0)
    }

    pub fn total(&self) -> u64 {
        self.counts.read().unwrap().values().sum()
    }

    pub fn for_each<F>(&self, mut f: F)
    where
        F: FnMut(&K, u64),
    {
        let counts = self.counts.read().unwrap().clone();
        for (key, count) in &counts {
            f(key, *count);
        }
    }
}
