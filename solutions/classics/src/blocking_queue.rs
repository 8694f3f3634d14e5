//! A queue with a limit, for any number of threads on both sides.
//!
//! In practice this is `crossbeam_channel::bounded`, and with a way to close it, `BoundedBuffer` of
//! `producer_consumer`.

use crate::{lock, wait_while};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

/// First in, first out, at most `capacity` items.
pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
    /// Who waits to take, and who waits to put. With one condition variable for both, `notify_one` might
    /// wake somebody of the same side, who cannot go on, and the notification would be lost.
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> BlockingQueue<T> {
    /// An empty queue with room for `capacity` items.
    ///
    /// # Panics
    /// If `capacity` is 0.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a `capacity` of 0 has no room for any item");
        Self {
            capacity,
            // Not `with_capacity`: a limit is no plan, and may be huge.
            items: Mutex::default(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    /// Puts an item at the end; waits while there is no room.
    pub fn enqueue(&self, item: T) {
        let mut items = wait_while(&self.not_full, lock(&self.items), |items| {
            items.len() == self.capacity
        });
        items.push_back(item);
        // Every time, not only when it was empty: two may wait for two items.
        self.not_empty.notify_one();
    }

    /// Takes the first item; waits while there is none.
    pub fn dequeue(&self) -> T {
        let mut items = lock(&self.items);
        loop {
            if let Some(item) = items.pop_front() {
                self.not_full.notify_one();
                return item;
            }
            items = wait_while(&self.not_empty, items, |items| items.is_empty());
        }
    }

    /// How many items are in it.
    pub fn len(&self) -> usize {
        lock(&self.items).len()
    }

    /// Whether no item is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
