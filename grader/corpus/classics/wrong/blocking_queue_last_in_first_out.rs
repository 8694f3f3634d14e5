//@ expect: wrong-order in blocking_queue/first_in_first_out
//@ task: blocking_queue
//@ points: 1.9
//! A `Vec`, and `pop`: the last item comes out first.

use std::sync::{Condvar, Mutex};

pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<Vec<T>>,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a `capacity` of 0");
        Self {
            capacity,
            items: Mutex::default(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    pub fn enqueue(&self, item: T) {
        let items = self.items.lock().unwrap();
        let is_full = |items: &mut Vec<T>| items.len() == self.capacity;
        let mut items = self.not_full.wait_while(items, is_full).unwrap();
        items.push(item);
        self.not_empty.notify_one();
    }

    pub fn dequeue(&self) -> T {
        let items = self.items.lock().unwrap();
        let mut items = self
            .not_empty
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        self.not_full.notify_one();
        items.pop().unwrap()
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
