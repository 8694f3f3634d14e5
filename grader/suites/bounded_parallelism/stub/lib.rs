//! Bounded parallelism: much to do, and at most so much at the same time.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever fields, imports,
//! helpers and types you like. [`sum_in_pool`] is meant for `rayon`, the others for threads.

use std::marker::PhantomData;

/// `f` of every item, in the order of the items; at most `limit` at the same time.
///
/// # Panics
/// If `limit` is 0, or if `f` panics.
pub fn map_bounded<T, R, F>(items: &[T], limit: usize, f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let _ = f;
    todo!("map {} items, {limit} at a time", items.len())
}

/// `f` of every item, in the order of the items, or the error of the first item that fails; at most
/// `limit` at the same time.
///
/// # Errors
/// The error of the item with the lowest index, as a plain loop would return it. After an error nothing
/// new is started.
///
/// # Panics
/// If `limit` is 0, or if `f` panics.
pub fn try_map_bounded<T, R, E, F>(items: &[T], limit: usize, f: F) -> Result<Vec<R>, E>
where
    T: Sync,
    R: Send,
    E: Send,
    F: Fn(&T) -> Result<R, E> + Sync,
{
    let _ = f;
    todo!("map {} items, {limit} at a time", items.len())
}

/// The sum of what all items weigh, computed by a rayon pool of `limit` threads of its own.
///
/// # Panics
/// If `limit` is 0, or if `weigh` panics.
pub fn sum_in_pool<T, F>(limit: usize, items: &[T], weigh: F) -> u64
where
    T: Sync,
    F: Fn(&T) -> u64 + Send + Sync,
{
    let _ = weigh;
    todo!("weigh {} items with {limit} threads", items.len())
}

/// Lets in at most as many as its limit says, which may be changed at any time.
pub struct Limiter {}

/// Being inside of a [`Limiter`]; dropping it is leaving.
pub struct Slot<'a> {
    _limiter: PhantomData<&'a Limiter>,
}

impl Limiter {
    /// Nobody inside, and at most `limit` will be; with 0 it begins paused.
    pub fn new(limit: usize) -> Self {
        todo!("let in {limit}")
    }

    /// Waits until fewer than the limit are inside, and goes in.
    pub fn enter(&self) -> Slot<'_> {
        todo!("wait for a place")
    }

    /// Changes the limit; 0 pauses. Who is inside stays.
    pub fn set_limit(&self, n: usize) {
        todo!("let in {n} from now on")
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        todo!("count who is inside")
    }
}
