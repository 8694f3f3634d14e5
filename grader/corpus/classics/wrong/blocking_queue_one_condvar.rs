//@ expect: lost-wakeup in blocking_queue/no_wakeup_is_lost
//@ task: blocking_queue
//@ points: 7.62
//! One condition variable for both sides, and `notify_one`: a put wakes another put. (Rust study: blocking, Condvar.)

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
    changed: Condvar,
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a `capacity` of 0");
        Self {
            capacity,
            items: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    pub fn enqueue(&self, item: T) {
        let items = self.items.lock().unwrap();
        let is_full = |items: &mut VecDeque<T>| items.len() == self.capacity;
        let mut items = self.changed.wait_while(items, is_full).unwrap();
        items.push_back(item);
        self.changed.notify_one();
    }

    pub fn dequeue(&self) -> T {
        let items = self.items.lock().unwrap();
        let mut items = self
            .changed
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        self.changed.notify_one();
        items.pop_front().unwrap()
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
