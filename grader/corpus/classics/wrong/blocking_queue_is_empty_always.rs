//@ expect: wrong-value in blocking_queue/first_in_first_out
//@ task: blocking_queue
//@ points: 1.9
//! `is_empty` looks at the capacity: a queue that can hold something is called empty.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
    changed: Condvar,
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "no capacity");
        let items = Mutex::new(VecDeque::new());
        Self {
            capacity,
            items,
            changed: Condvar::new(),
        }
    }

    pub fn enqueue(&self, item: T) {
        let mut items = self.items.lock().unwrap();
        while items.len() >= self.capacity {
            items = self.changed.wait(items).unwrap();
        }
        items.push_back(item);
        self.changed.notify_all();
    }

    pub fn dequeue(&self) -> T {
        let items = self.items.lock().unwrap();
        let mut items = self
            .changed
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        let item = items.pop_front().unwrap();
        self.changed.notify_all();
        item
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.capacity > 0
    }
}
