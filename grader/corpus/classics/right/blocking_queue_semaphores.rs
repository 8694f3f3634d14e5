//@ expect: full
//@ task: blocking_queue
//! Tokens for room and tokens for items, as in Dijkstra's solution with two semaphores.

use crossbeam_channel::{Receiver, Sender, unbounded};
use std::collections::VecDeque;
use std::sync::Mutex;

pub struct BlockingQueue<T> {
    items: Mutex<VecDeque<T>>,
    room: (Sender<()>, Receiver<()>),
    filled: (Sender<()>, Receiver<()>),
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity >= 1, "a capacity of {capacity}");
        let room = unbounded();
        for _ in 0..capacity {
            room.0.send(()).unwrap();
        }
        Self {
            items: Mutex::default(),
            room,
            filled: unbounded(),
        }
    }

    pub fn enqueue(&self, item: T) {
        self.room.1.recv().unwrap();
        self.items.lock().unwrap().push_back(item);
        self.filled.0.send(()).unwrap();
    }

    pub fn dequeue(&self) -> T {
        self.filled.1.recv().unwrap();
        let item = self.items.lock().unwrap().pop_front().unwrap();
        self.room.0.send(()).unwrap();
        item
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.lock().unwrap().is_empty()
    }
}
