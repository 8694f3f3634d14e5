//! A rate limiter: so much at once, and then so much over time.
//!
//! [`TokenBucket`] is the limit itself, [`ClientLimits`] one for each client. The contracts are in
//! `README.md`, examples in `tests/examples.rs`; add whatever fields, imports, helpers and types
//! you like.

use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Duration;

/// Tokens, `capacity` of them at most; while some are missing, one comes each `every`.
pub struct TokenBucket {}

impl TokenBucket {
    /// A full bucket.
    ///
    /// # Panics
    /// If `capacity` or `every` is 0.
    pub fn new(capacity: u32, every: Duration) -> Self {
        todo!("make {capacity} tokens, and one more each {every:?}")
    }

    /// Takes a token if that is possible at once without passing anybody. Never waits.
    ///
    /// # Errors
    /// How long it takes, from now, until there is a token for the caller.
    pub fn try_take(&self) -> Result<(), Duration> {
        todo!("take a token, or say how long it takes")
    }

    /// Takes a token as soon as there is one for the caller: first come, first served.
    pub fn take(&self) {
        todo!("stand in line for a token")
    }
}

/// A bucket for each client.
pub struct ClientLimits<K> {
    _clients: PhantomData<K>,
}

impl<K> ClientLimits<K>
where
    K: Eq + Hash + Clone,
{
    /// Each client has a bucket like `TokenBucket::new(capacity, every)`.
    ///
    /// # Panics
    /// If `capacity` or `every` is 0.
    pub fn new(capacity: u32, every: Duration) -> Self {
        todo!("a bucket of {capacity} for each client, and one more each {every:?}")
    }

    /// [`TokenBucket::try_take`] with the client's bucket.
    ///
    /// # Errors
    /// How long it takes, from now, until there is a token for this client.
    pub fn try_take(&self, client: &K) -> Result<(), Duration> {
        let _ = client;
        todo!("find the client's bucket, or make it")
    }

    /// Forgets all clients whose bucket is full, and returns how many are left.
    pub fn forget_idle(&self) -> usize {
        todo!("drop what tells nothing")
    }
}
