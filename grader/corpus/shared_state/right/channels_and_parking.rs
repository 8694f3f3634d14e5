//@ expect: full
//! The wait group parks its waiters; a flight is a channel that everybody who waits holds an end of, and a crash closes it; the
//! cache keeps a queue in the order of insertion; each counter is an atomic in an `Arc`.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::mem;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::RwLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

#[derive(Default)]
pub struct WaitGroup {
    state: Mutex<(usize, Vec<thread::Thread>)>,
    round: AtomicUsize,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, n: usize) {
        self.state.lock().unwrap().0 += n;
    }

    pub fn done(&self) {
        let mut state = self.state.lock().unwrap();
        let Some(left) = state.0.checked_sub(1) else {
            drop(state);
            panic!("the count would become negative");
        };
        state.0 = left;
        if left == 0 {
            self.round.fetch_add(1, Ordering::SeqCst);
            for thread in state.1.drain(..) {
                thread.unpark();
            }
        }
    }

    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.0 == 0 {
            return;
        }
        let round = self.round.load(Ordering::SeqCst);
        state.1.push(thread::current());
        drop(state);
        while self.round.load(Ordering::SeqCst) == round {
            thread::park();
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
            let mut pair = [from, to];
            pair.sort_unstable();
            let [mut source, mut target] = pair.map(|number| self.accounts[number].lock().unwrap());
            if from > to {
                mem::swap(&mut source, &mut target);
            }
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
    flights: Mutex<HashMap<K, Vec<Sender<V>>>>,
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
        while let Some(result) = self.board(&key) {
            // Closed without a result: the flight has crashed.
            if let Ok(value) = result.recv() {
                return value;
            }
        }
        match catch_unwind(AssertUnwindSafe(compute)) {
            Ok(value) => {
                for waiter in self.land(&key) {
                    let _ = waiter.send(value.clone());
                }
                value
            }
            Err(panic) => {
                drop(self.land(&key));
                resume_unwind(panic);
            }
        }
    }

    /// A seat in the flight for this key; `None` if there was none, and one has now begun.
    fn board(&self, key: &K) -> Option<Receiver<V>> {
        let mut flights = self.flights.lock().unwrap();
        if let Some(waiters) = flights.get_mut(key) {
            let (sender, receiver) = bounded(1);
            waiters.push(sender);
            return Some(receiver);
        }
        flights.insert(key.clone(), Vec::new());
        None
    }

    fn land(&self, key: &K) -> Vec<Sender<V>> {
        self.flights.lock().unwrap().remove(key).unwrap_or_default()
    }
}

pub struct TtlCache<K, V> {
    ttl: Duration,
    entries: Mutex<VecDeque<(K, V, Instant)>>,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    pub fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            entries: Mutex::new(VecDeque::new()),
        }
    }

    /// The entries that have not expired; the oldest is in front.
    fn fresh(&self) -> MutexGuard<'_, VecDeque<(K, V, Instant)>> {
        let mut entries = self.entries.lock().unwrap();
        while entries
            .front()
            .is_some_and(|(_, _, inserted)| inserted.elapsed() > self.ttl)
        {
            entries.pop_front();
        }
        entries
    }

    pub fn insert(&self, key: K, value: V) {
        let mut entries = self.fresh();
        entries.retain(|(other, _, _)| *other != key);
        entries.push_back((key, value, Instant::now()));
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let entries = self.fresh();
        entries
            .iter()
            .find(|(other, _, _)| other == key)
            .map(|(_, value, _)| value.clone())
    }

    pub fn len(&self) -> usize {
        self.fresh().len()
    }

    pub fn is_empty(&self) -> bool {
        self.fresh().is_empty()
    }
}

pub struct RwCounterMap<K> {
    counts: RwLock<HashMap<K, Arc<AtomicU64>>>,
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

    fn counter(&self, key: &K) -> Option<Arc<AtomicU64>> {
        self.counts.read().unwrap().get(key).map(Arc::clone)
    }

    pub fn increment(&self, key: K) -> u64 {
        let counter = self.counter(&key);
        let new = || Arc::clone(self.counts.write().unwrap().entry(key).or_default());
        counter.unwrap_or_else(new).fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn get(&self, key: &K) -> u64 {
        self.counter(key)
            .map_or(0, |counter| counter.load(Ordering::SeqCst))
    }

    pub fn total(&self) -> u64 {
        let counts = self.counts.read().unwrap();
        counts
            .values()
            .map(|counter| counter.load(Ordering::SeqCst))
            .sum()
    }

    pub fn for_each<F>(&self, mut f: F)
    where
        F: FnMut(&K, u64),
    {
        let keys: Vec<K> = self.counts.read().unwrap().keys().cloned().collect();
        for key in keys {
            f(&key, self.get(&key));
        }
    }
}
