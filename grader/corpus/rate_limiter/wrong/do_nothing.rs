//@ expect: limit-exceeded in token_bucket/a_new_bucket_is_full
//@ expect: limit-exceeded in token_bucket/one_comes_each_period
//@ expect: too-early in take/takes_or_waits
//@ expect: limit-exceeded in take/each_gets_one_of_the_tokens
//@ expect: limit-exceeded in client_limits/each_client_has_a_bucket
//@ expect: limit-exceeded in client_limits/equal_keys_are_one_client
//@ expect: wrong-value in forget_idle/who_is_idle_is_forgotten
//@ points: 0
//! Does nothing: everybody gets everything, at once.

use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Duration;

pub struct TokenBucket {}

impl TokenBucket {
    pub fn new(_: u32, _: Duration) -> Self {
        Self {}
    }

    pub fn try_take(&self) -> Result<(), Duration> {
        Ok(())
    }

    pub fn take(&self) {}
}

pub struct ClientLimits<K> {
    clients: PhantomData<K>,
}

impl<K: Eq + Hash + Clone> ClientLimits<K> {
    pub fn new(_: u32, _: Duration) -> Self {
        Self {
            clients: PhantomData,
        }
    }

    pub fn try_take(&self, _: &K) -> Result<(), Duration> {
        Ok(())
    }

    pub fn forget_idle(&self) -> usize {
        0
    }
}
