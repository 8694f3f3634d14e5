//@ expect: limit-exceeded in blocking_queue/waits_for_room
//@ task: blocking_queue
//@ points: 8.57
//! Looks whether there is room, lets go of the lock, and then puts the item in: two find the same room. (Go study: non-blocking, traditional.)

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
        let is_full = |items: &mut VecDeque<T>| items.len() >= self.capacity;
        drop(self.not_full.wait_while(items, is_full).unwrap());
        self.items.lock().unwrap().push_back(item);
        self.not_empty.notify_one();
    }

    pub fn dequeue(&self) -> T {
        let items = self.items.lock().unwrap();
        let mut items = self
            .not_empty
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        self.not_full.notify_one();
        items.pop_front().unwrap()
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
