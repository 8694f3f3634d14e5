//@ expect: lost-wakeup in blocking_queue/wakes_one_for_each
//@ task: blocking_queue
//@ points: 8.09
//! Tells only when the queue was empty, or full: of two who wait, the second one is never told.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
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
        let is_full = |items: &mut VecDeque<T>| items.len() == self.capacity;
        let mut items = self.not_full.wait_while(items, is_full).unwrap();
        items.push_back(item);
        if items.len() == 1 {
            self.not_empty.notify_one();
        }
    }

    pub fn dequeue(&self) -> T {
        let items = self.items.lock().unwrap();
        let mut items = self
            .not_empty
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        if items.len() == self.capacity {
            self.not_full.notify_one();
        }
        items.pop_front().unwrap()
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
