//@ expect: wrong-value in blocking_queue/no_room_at_all
//@ task: blocking_queue
//@ points: 2.38
//! A channel of capacity 0 is a rendezvous and no error; the contract wants a panic.

use crossbeam_channel::{Receiver, Sender, bounded};

pub struct BlockingQueue<T> {
    put: Sender<T>,
    take: Receiver<T>,
}

impl<T> BlockingQueue<T> {
    pub fn new(capacity: usize) -> Self {
        let (put, take) = bounded(capacity);
        Self { put, take }
    }

    pub fn enqueue(&self, item: T) {
        self.put
            .send(item)
            .ok()
            .expect("the receiver is in the same value");
    }

    pub fn dequeue(&self) -> T {
        self.take.recv().expect("the sender is in the same value")
    }

    pub fn len(&self) -> usize {
        self.put.len()
    }

    pub fn is_empty(&self) -> bool {
        self.put.is_empty()
    }
}
