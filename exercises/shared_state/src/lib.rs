//! Shared state: what several threads read and change, and the locks around it.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever fields, imports,
//! helpers and types you like.

use crossbeam_channel::Sender;
use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Duration;

/// Waits until a number of things are done, as Go's `sync.WaitGroup`.
#[derive(Default)]
pub struct WaitGroup {}

impl WaitGroup {
    /// Nothing to wait for.
    pub fn new() -> Self {
        todo!("begin with a count of 0")
    }

    /// `n` more things have to be done.
    pub fn add(&self, n: usize) {
        todo!("count {n} more")
    }

    /// One thing is done.
    ///
    /// # Panics
    /// If there was nothing left to be done: the count would become negative.
    pub fn done(&self) {
        todo!("count one less")
    }

    /// Waits until nothing is left to be done.
    pub fn wait(&self) {
        todo!("wait for a count of 0")
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
pub struct Bank {}

impl Bank {
    /// Accounts 0, 1, … with these balances; every transfer is told to `journal`.
    pub fn new(balances: Vec<u64>, journal: Sender<Transfer>) -> Self {
        let _ = journal;
        todo!("open {} accounts", balances.len())
    }

    /// Moves `amount`, and then tells the journal, waiting for room there if need be.
    ///
    /// # Errors
    /// If an account does not exist, or there is not enough; then nothing has changed.
    pub fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), TransferError> {
        todo!("move {amount} from {from} to {to}")
    }

    /// What is in an account, if it exists.
    pub fn balance(&self, account: usize) -> Option<u64> {
        todo!("look at {account}")
    }

    /// What is in all accounts together, at one moment.
    pub fn total(&self) -> u64 {
        todo!("add up all accounts")
    }
}

/// Computes for each key once at a time: whoever asks meanwhile waits for the same result.
pub struct SingleFlight<K, V> {
    _flights: PhantomData<(K, V)>,
}

impl<K, V> SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    /// Nothing is being computed.
    pub fn new() -> Self {
        todo!("begin without flights")
    }

    /// The result of `compute`, or of the `compute` of somebody who asked for the same key earlier and
    /// is not ready yet.
    pub fn get<F>(&self, key: K, compute: F) -> V
    where
        F: FnOnce() -> V,
    {
        let _ = (key, compute);
        todo!("compute, or wait for who computes")
    }
}

impl<K, V> Default for SingleFlight<K, V>
where
    K: Eq + Hash + Clone,
    V: Clone,
{
    fn default() -> Self {
        Self::new()
    }
}

/// Remembers values for a while.
pub struct TtlCache<K, V> {
    _entries: PhantomData<(K, V)>,
}

impl<K, V> TtlCache<K, V>
where
    K: Eq + Hash,
    V: Clone,
{
    /// An empty cache that remembers each value for `ttl` after it was inserted.
    pub fn new(ttl: Duration) -> Self {
        todo!("remember for {ttl:?}")
    }

    /// Remembers `value`, and forgets what has expired.
    pub fn insert(&self, key: K, value: V) {
        let _ = (key, value);
        todo!("remember")
    }

    /// The value for `key`, if there is one that has not expired.
    pub fn get(&self, key: &K) -> Option<V> {
        let _ = key;
        todo!("look")
    }

    /// How many values have not expired.
    pub fn len(&self) -> usize {
        todo!("count")
    }

    /// Whether all values have expired.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Counts how often each key came, for many readers.
pub struct RwCounterMap<K> {
    _counts: PhantomData<K>,
}

impl<K> RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    /// All counts are 0.
    pub fn new() -> Self {
        todo!("begin with nothing")
    }

    /// Counts `key` once more, and returns its new count.
    pub fn increment(&self, key: K) -> u64 {
        let _ = key;
        todo!("count")
    }

    /// How often `key` came.
    pub fn get(&self, key: &K) -> u64 {
        let _ = key;
        todo!("look")
    }

    /// How often all keys came, together.
    pub fn total(&self) -> u64 {
        todo!("add up")
    }

    /// Calls `f` for every key and its count; `f` may use this map.
    pub fn for_each<F>(&self, f: F)
    where
        F: FnMut(&K, u64),
    {
        let _ = f;
        todo!("tell all counts")
    }
}

impl<K> Default for RwCounterMap<K>
where
    K: Eq + Hash + Clone,
{
    fn default() -> Self {
        Self::new()
    }
}
