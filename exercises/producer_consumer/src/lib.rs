//! Producers and consumers, decoupled by a bounded buffer.
//!
//! The contracts are in `README.md`, examples in `tests/examples.rs`; add whatever imports, helpers,
//! fields and types you like.

use std::marker::PhantomData;

/// Pulls `items` on a thread of its own, and calls `consume` for each, in order, on the caller's.
///
/// Between the two is a buffer for `capacity` items (0: they are handed over). Returns when the last
/// item has been consumed. A panic on either side reaches the caller, after the thread has ended.
pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let _ = (items, consume);
    todo!("transfer the items through a buffer for {capacity}")
}

/// A queue for at most `capacity` items, shared by reference between producers and consumers.
///
/// To be built on `Mutex` and `Condvar`.
pub struct BoundedBuffer<T> {
    // Replace this by what your buffer needs.
    _items: PhantomData<T>,
}

/// The item that could not be put into a buffer, because that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    /// An open, empty buffer. Panics if `capacity` is 0.
    pub fn new(capacity: usize) -> Self {
        todo!("a buffer for {capacity} items")
    }

    /// Puts `item` in at the end; waits while the buffer is full.
    ///
    /// Gives the item back if the buffer is closed, or gets closed during the wait.
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let _ = item;
        todo!("wait for room, then put the item in")
    }

    /// Takes the item out that is longest in; waits while the buffer is empty and open.
    ///
    /// `None`: the buffer is closed, and nothing is left in it.
    pub fn take(&self) -> Option<T> {
        todo!("wait for an item, then take it out")
    }

    /// Ends all waiting: nothing can be put in any more. What is in can still be taken out.
    ///
    /// Closing twice is closing once.
    pub fn close(&self) {
        todo!("close the buffer, and tell everybody who waits")
    }

    /// How many items are in the buffer now.
    pub fn len(&self) -> usize {
        todo!("count the items")
    }

    /// Whether no item is in the buffer now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes out up to `max` items at once: those that are there. Waits until there is at least one.
    ///
    /// Empty: the buffer is closed, and nothing is left in it. Panics if `max` is 0.
    pub fn take_many(&self, max: usize) -> Vec<T> {
        todo!("wait for an item, then take out up to {max}")
    }
}

/// What happened in a [`run`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Items that were consumed.
    pub items: usize,
    /// The most items that were in the buffer at once.
    pub high_water: usize,
    /// Items whose producer had to wait for room.
    pub blocked: usize,
}

/// Runs each of `producers` and each of `consumers` on a thread of its own, with one buffer for
/// `capacity` items between them. Returns when every item has been consumed.
///
/// Panics if `capacity` is 0, or if there is no consumer. A panic of a producer or a consumer reaches
/// the caller, after every thread has ended.
pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    let _ = (producers, consumers);
    todo!("run producers and consumers with a buffer for {capacity} items")
}
