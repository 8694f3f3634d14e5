//@ expect: not-concurrent in transfer/fills_the_buffer_and_no_more
//@ expect: not-concurrent in transfer/the_two_sides_overlap
//@ expect: wrong-value in run/reports_what_happened
//@ expect: not-concurrent in run/everybody_works_at_once
//@ expect: wrong-value in run/waits_for_the_last_producer
//@ points: 83.6
//! One loop instead of two sides, and one loop over all producers: the values are right, and
//! nothing happens at the same time.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex},
};

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let _ = capacity;
    items.into_iter().for_each(consume);
}

pub struct BoundedBuffer<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    room: Condvar,
    item: Condvar,
}

struct State<T> {
    queue: VecDeque<T>,
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "`capacity` must be at least 1");
        BoundedBuffer {
            capacity,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                closed: false,
            }),
            room: Condvar::new(),
            item: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.queue.len() == self.capacity && !state.closed {
            state = self.room.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.queue.push_back(item);
        self.item.notify_one();
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && !state.closed {
            state = self.item.wait(state).unwrap();
        }
        let item = state.queue.pop_front();
        self.room.notify_one();
        item
    }

    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.room.notify_all();
        self.item.notify_all();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().queue.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "`max` must be at least 1");
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && !state.closed {
            state = self.item.wait(state).unwrap();
        }
        let count = max.min(state.queue.len());
        let items = state.queue.drain(..count).collect();
        self.room.notify_all();
        items
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub items: usize,
    pub high_water: usize,
    pub blocked: usize,
}

pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    assert!(capacity > 0, "`capacity` must be at least 1");
    assert!(!consumers.is_empty(), "there must be `consumers`");
    let mut consumers = consumers;
    let count = consumers.len();
    let mut items = 0;
    for item in producers.into_iter().flatten() {
        consumers[items % count](item);
        items += 1;
    }
    Report {
        items,
        high_water: 1.min(items),
        blocked: 0,
    }
}
