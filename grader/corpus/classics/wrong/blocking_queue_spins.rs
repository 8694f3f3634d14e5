//@ expect: busy-wait in blocking_queue/waits_for_room
//@ expect: livelock in blocking_queue/wakes_one_for_each
//@ expect: busy-wait in blocking_queue/goes_on_at_that_moment
//@ task: blocking_queue
//@ points: 5.71
//! Looks again and again, and lets others go first in between.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;

pub struct BlockingQueue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a `capacity` of 0");
        Self {
            capacity,
            items: Mutex::default(),
        }
    }

    pub fn enqueue(&self, item: T) {
        loop {
            let mut items = self.items.lock().unwrap();
            if items.len() < self.capacity {
                items.push_back(item);
                return;
            }
            drop(items);
            thread::yield_now();
        }
    }

    pub fn dequeue(&self) -> T {
        loop {
            if let Some(item) = self.items.lock().unwrap().pop_front() {
                return item;
            }
            thread::yield_now();
        }
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
