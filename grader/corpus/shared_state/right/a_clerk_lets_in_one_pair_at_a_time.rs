//@ expect: full
//! The bank's accounts have no locks; a set of those that are in use, and a condition variable, let in whoever's accounts are both
//! free. The wait group counts with an atomic, and locks only to sleep and to wake. Flights are numbered.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::RwLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

#[derive(Default)]
pub struct WaitGroup {
    count: AtomicUsize,
    sleepers: Mutex<()>,
    zero: Condvar,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, n: usize) {
        self.count.fetch_add(n, Ordering::SeqCst);
    }

    pub fn done(&self) {
        let less = |count: usize| count.checked_sub(1);
        match self
            .count
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
        {
            Err(_) => panic!("negative"),
            Ok(1) => {
                // Whoever saw a count above 0 is asleep by now, or has not yet looked.
                drop(self.sleepers.lock().unwrap());
                self.zero.notify_all();
            }
            Ok(_) => {}
        }
    }

    pub fn wait(&self) {
        let mut guard = self.sleepers.lock().unwrap();
        while self.count.load(Ordering::SeqCst) > 0 {
            guard = self.zero.wait(guard).unwrap();
        }
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
    office: Mutex<Office>,
    left: Condvar,
    journal: Sender<Transfer>,
}

struct Office {
    balances: Vec<u64>,
    in_use: Vec<bool>,
}

impl Bank {
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        let in_use = vec![false; balances.len()];
        Self {
            office: Mutex::new(Office { balances, in_use }),
            left: Condvar::new(),
            journal,
        }
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        let office = self.office.lock().unwrap();
        if from.max(to) >= office.balances.len() {
            return Err(TransferError::NoSuchAccount);
        }
        let busy = |office: &mut Office| office.in_use[from] || office.in_use[to];
        let mut office = self.left.wait_while(office, busy).unwrap();
        if office.balances[from] < amount {
            return Err(TransferError::InsufficientFunds);
        }
        for account in [from, to] {
            office.in_use[account] = true;
        }
        office.balances[from] -= amount;
        office.balances[to] += amount;
        for account in [from, to] {
            office.in_use[account] = false;
        }
        drop(office);
        self.left.notify_all();
        let _ = self.journal.send(Transfer { from, to, amount });
        Ok(())
    }

    pub fn balance(&self, account: usize) -> Option<u64> {
        self.office.lock().unwrap().balances.get(account).copied()
    }

    pub fn total(&self) -> u64 {
        self.office.lock().unwrap().balances.iter().sum()
    }
}

pub struct SingleFlight<K, V> {
    state: Mutex<State<K, V>>,
    changed: Condvar,
}

struct State<K, V> {
    next: u64,
    /// The flight that is under way for a key.
    current: HashMap<K, u64>,
    /// Results of flights that have landed, for as many as still wait for them.
    landed: HashMap<u64, (V, usize)>,
    waiting: HashMap<u64, usize>,
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    pub fn new() -> Self {
        let state = State {
            next: 0,
            current: HashMap::new(),
            landed: HashMap::new(),
            waiting: HashMap::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        let mut state = self.state.lock().unwrap();
        while let Some(&flight) = state.current.get(&key) {
            *state.waiting.entry(flight).or_insert(0) += 1;
            while state.current.get(&key) == Some(&flight) && !state.landed.contains_key(&flight) {
                state = self.changed.wait(state).unwrap();
            }
            if let Some((value, waiting)) = state.landed.get_mut(&flight) {
                *waiting -= 1;
                let (value, is_last) = (value.clone(), *waiting == 0);
                if is_last {
                    state.landed.remove(&flight);
                }
                return value;
            }
        }
        let flight = state.next;
        state.next += 1;
        state.current.insert(key.clone(), flight);
        drop(state);
        let result = catch_unwind(AssertUnwindSafe(compute));
        let mut state = self.state.lock().unwrap();
        state.current.remove(&key);
        let waiting = state.waiting.remove(&flight).unwrap_or(0);
        if let Ok(value) = &result
            && waiting > 0
        {
            state.landed.insert(flight, (value.clone(), waiting));
        }
        drop(state);
        self.changed.notify_all();
        result.unwrap_or_else(|panic| resume_unwind(panic))
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
        let mut counts = self.counts.write().unwrap();
        let count = counts.entry(key).or_insert(0);
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
