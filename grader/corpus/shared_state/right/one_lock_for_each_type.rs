//@ expect: full
//! More deterministic than required: one lock for the whole bank, one for all flights, with a condition variable and a guard
//! that notices a crash; nothing finer.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
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
        drop(
            self.zero
                .wait_while(self.lock(), |count| *count > 0)
                .unwrap(),
        );
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
    balances: Mutex<Vec<u64>>,
    journal: Sender<Transfer>,
}

impl Bank {
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        Self {
            balances: Mutex::new(balances),
            journal,
        }
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        let mut balances = self.balances.lock().unwrap();
        let source = *balances.get(from).ok_or(TransferError::NoSuchAccount)?;
        if to >= balances.len() {
            return Err(TransferError::NoSuchAccount);
        }
        balances[from] = source
            .checked_sub(amount)
            .ok_or(TransferError::InsufficientFunds)?;
        balances[to] += amount;
        drop(balances);
        self.journal.send(Transfer { from, to, amount }).ok();
        Ok(())
    }

    pub fn balance(&self, account: usize) -> Option<u64> {
        self.balances.lock().unwrap().get(account).copied()
    }

    pub fn total(&self) -> u64 {
        self.balances.lock().unwrap().iter().sum()
    }
}

pub struct SingleFlight<K, V> {
    flights: Mutex<HashMap<K, Arc<Mutex<Flight<V>>>>>,
    changed: Condvar,
}

enum Flight<V> {
    Flying,
    Landed(V),
    Crashed,
}

/// Ends a flight when it is dropped: as crashed, unless it has landed.
struct Landing<'a, K: Eq + Hash, V> {
    all: &'a SingleFlight<K, V>,
    key: K,
    flight: Arc<Mutex<Flight<V>>>,
}

impl<K: Eq + Hash, V> Drop for Landing<'_, K, V> {
    fn drop(&mut self) {
        let mut flights = self.all.flights.lock().unwrap();
        flights.remove(&self.key);
        let mut flight = self.flight.lock().unwrap();
        if matches!(*flight, Flight::Flying) {
            *flight = Flight::Crashed;
        }
        self.all.changed.notify_all();
    }
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    pub fn new() -> Self {
        Self {
            flights: Mutex::new(HashMap::new()),
            changed: Condvar::new(),
        }
    }

    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        let mut flights = self.flights.lock().unwrap();
        while let Some(flight) = flights.get(&key).map(Arc::clone) {
            loop {
                match &*flight.lock().unwrap() {
                    Flight::Landed(value) => return value.clone(),
                    Flight::Crashed => break,
                    Flight::Flying => {}
                }
                flights = self.changed.wait(flights).unwrap();
            }
        }
        let flight = Arc::new(Mutex::new(Flight::Flying));
        flights.insert(key.clone(), Arc::clone(&flight));
        drop(flights);
        let landing = Landing {
            all: self,
            key,
            flight,
        };
        let value = compute();
        *landing.flight.lock().unwrap() = Flight::Landed(value.clone());
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
    counts: Mutex<HashMap<K, u64>>,
}

impl<K> RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    pub fn new() -> Self {
        Self {
            counts: Mutex::new(HashMap::new()),
        }
    }

    pub fn increment(&self, key: K) -> u64 {
        let mut counts = self.counts.lock().unwrap();
        let count = counts.entry(key).or_insert(0);
        *count += 1;
        *count
    }

    pub fn get(&self, key: &K) -> u64 {
        self.counts.lock().unwrap().get(key).copied().unwrap_or(0)
    }

    pub fn total(&self) -> u64 {
        self.counts.lock().unwrap().values().sum()
    }

    pub fn for_each<F>(&self, mut f: F)
    where
        F: FnMut(&K, u64),
    {
        let counts = self.counts.lock().unwrap().clone();
        for (key, count) in &counts {
            f(key, *count);
        }
    }
}
