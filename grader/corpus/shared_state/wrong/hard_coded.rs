//@ expect: lost-wakeup in wait_group/waits_for_the_last
//@ expect: too-early in wait_group/everything_is_done_afterwards
//@ expect: wrong-value in bank/money_moves
//@ expect: panic in bank/impossible_transfers_change_nothing
//@ expect: wrong-value in single_flight/whoever_asks_meanwhile_gets_the_same
//@ expect: wrong-value in ttl_cache/remembers_the_last_value
//@ expect: duplicated-item in counter_map/nobody_overwrites_a_new_key
//@ expect: duplicated-item in counter_map/no_increment_is_lost
//@ points: 14
//! Hard-coded to the visible examples: three things to wait for, two accounts, one page, one session, and clicks counted without
//! care for other threads.

use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Mutex;
use std::sync::RwLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

#[derive(Default)]
pub struct WaitGroup {
    done: AtomicUsize,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, n: usize) {
        self.done.store(n, Ordering::SeqCst);
    }

    pub fn done(&self) {
        if self.done.load(Ordering::SeqCst) == 0 {
            panic!("negative");
        }
        self.done.fetch_sub(1, Ordering::SeqCst);
    }

    pub fn wait(&self) {
        while self.done.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(1));
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
    accounts: [AtomicU64; 2],
    journal: Sender<Transfer>,
}

impl Bank {
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        Self {
            accounts: [0, 1].map(|number| AtomicU64::new(balances[number])),
            journal,
        }
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        if to > 1 {
            return Err(TransferError::NoSuchAccount);
        }
        if self.accounts[from].load(Ordering::SeqCst) < amount {
            return Err(TransferError::InsufficientFunds);
        }
        self.accounts[from].fetch_sub(amount, Ordering::SeqCst);
        self.accounts[to].fetch_add(amount, Ordering::SeqCst);
        let _ = self.journal.send(Transfer { from, to, amount });
        Ok(())
    }

    pub fn balance(&self, account: usize) -> Option<u64> {
        self.accounts
            .get(account)
            .map(|balance| balance.load(Ordering::SeqCst))
    }

    pub fn total(&self) -> u64 {
        self.accounts
            .iter()
            .map(|balance| balance.load(Ordering::SeqCst))
            .sum()
    }
}

pub struct SingleFlight<K, V> {
    lock: Mutex<Option<V>>,
    _keys: PhantomData<K>,
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    pub fn new() -> Self {
        Self {
            lock: Mutex::new(None),
            _keys: PhantomData,
        }
    }

    pub fn get<F>(&self, _: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        // The example asks twice at the same time, and once later.
        let mut slot = self.lock.lock().unwrap();
        if let Some(value) = slot.take() {
            return value;
        }
        let value = compute();
        *slot = Some(value.clone());
        value
    }
}

pub struct TtlCache<K, V> {
    entry: Mutex<Option<(K, V, Instant)>>,
    ttl: Duration,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    pub fn new(ttl: Duration) -> Self {
        Self {
            entry: Mutex::new(None),
            ttl,
        }
    }

    pub fn insert(&self, key: K, value: V) {
        *self.entry.lock().unwrap() = Some((key, value, Instant::now()));
    }

    pub fn get(&self, _: &K) -> Option<V> {
        let entry = self.entry.lock().unwrap();
        let (_, value, inserted) = entry.as_ref()?;
        (inserted.elapsed() < self.ttl).then(|| value.clone())
    }

    pub fn len(&self) -> usize {
        usize::from(!self.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        let entry = self.entry.lock().unwrap();
        entry
            .as_ref()
            .is_none_or(|(_, _, inserted)| inserted.elapsed() >= self.ttl)
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
        let before = self.get(&key);
        self.counts.write().unwrap().insert(key, before + 1);
        before + 1
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
