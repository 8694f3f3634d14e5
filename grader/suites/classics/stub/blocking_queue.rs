//! A queue with a limit, for any number of threads on both sides.

use std::marker::PhantomData;

/// First in, first out, at most `capacity` items.
pub struct BlockingQueue<T> {
    _items: PhantomData<T>,
}

impl<T> BlockingQueue<T> {
    /// An empty queue with room for `capacity` items.
    ///
    /// # Panics
    /// If `capacity` is 0.
    pub fn new(capacity: usize) -> Self {
        todo!("make room for {capacity} items")
    }

    /// Puts an item at the end; waits while there is no room.
    pub fn enqueue(&self, item: T) {
        let _ = item;
        todo!("wait for room")
    }

    /// Takes the first item; waits while there is none.
    pub fn dequeue(&self) -> T {
        todo!("wait for an item")
    }

    /// How many items are in it.
    pub fn len(&self) -> usize {
        todo!("count")
    }

    /// Whether no item is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
