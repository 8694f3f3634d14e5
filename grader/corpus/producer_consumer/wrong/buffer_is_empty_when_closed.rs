//@ expect: wrong-value in buffer/counts_what_is_in
//! `is_empty` answers another question: whether the buffer is closed.

use crossbeam_channel::bounded;
use std::{
    collections::VecDeque,
    panic,
    sync::{Condvar, Mutex, MutexGuard},
    thread::{self, ScopedJoinHandle},
};

const NO_PANIC: &str = "nothing panics while the buffer is locked";

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let items = items.into_iter();
    let (sender, receiver) = bounded(capacity);
    thread::scope(move |scope| {
        let producer = scope.spawn(move || {
            for item in items {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
        receiver.into_iter().for_each(consume);
        producer
            .join()
            .unwrap_or_else(|payload| panic::resume_unwind(payload));
    });
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
    high_water: usize,
    blocked: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "`capacity` must be at least 1");
        BoundedBuffer {
            capacity,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                closed: false,
                high_water: 0,
                blocked: 0,
            }),
            room: Condvar::new(),
            item: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.lock();
        let must_wait = |state: &mut State<T>| !state.closed && state.queue.len() == self.capacity;
        state.blocked += usize::from(must_wait(&mut state));
        let mut state = self.room.wait_while(state, must_wait).expect(NO_PANIC);
        if state.closed {
            return Err(Closed(item));
        }
        state.queue.push_back(item);
        state.high_water = state.high_water.max(state.queue.len());
        self.item.notify_one();
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        let item = self.wait_for_item().queue.pop_front();
        self.room.notify_one();
        item
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "`max` must be at least 1");
        let mut state = self.wait_for_item();
        let count = max.min(state.queue.len());
        let items = state.queue.drain(..count).collect();
        drop(state);
        (0..count).for_each(|_| self.room.notify_one());
        items
    }

    pub fn close(&self) {
        self.lock().closed = true;
        self.room.notify_all();
        self.item.notify_all();
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().queue.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect(NO_PANIC)
    }

    fn wait_for_item(&self) -> MutexGuard<'_, State<T>> {
        self.item
            .wait_while(self.lock(), |state| state.queue.is_empty() && !state.closed)
            .expect(NO_PANIC)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub items: usize,
    pub high_water: usize,
    pub blocked: usize,
}

#[must_use]
pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    assert!(!consumers.is_empty(), "`consumers` must not be empty");
    let buffer = BoundedBuffer::new(capacity);
    let items = thread::scope(|scope| {
        let buffer = &buffer;
        let produce = |producer: P| {
            scope.spawn(move || {
                let _guard = CloseOnPanic(buffer);
                for item in producer {
                    if buffer.put(item).is_err() {
                        return;
                    }
                }
            })
        };
        let consume = |mut consumer: C| {
            scope.spawn(move || {
                let _guard = CloseOnPanic(buffer);
                let mut count = 0;
                while let Some(item) = buffer.take() {
                    consumer(item);
                    count += 1;
                }
                count
            })
        };
        let producers: Vec<_> = producers.into_iter().map(produce).collect();
        let consumers: Vec<_> = consumers.into_iter().map(consume).collect();
        let produced: Vec<thread::Result<()>> =
            producers.into_iter().map(ScopedJoinHandle::join).collect();
        buffer.close();
        let consumed: Vec<thread::Result<usize>> =
            consumers.into_iter().map(ScopedJoinHandle::join).collect();
        let panicked = produced.into_iter().collect::<thread::Result<()>>();
        panicked.and_then(|()| consumed.into_iter().sum())
    });
    let items = items.unwrap_or_else(|payload| panic::resume_unwind(payload));
    let state = buffer.lock();
    Report {
        items,
        high_water: state.high_water,
        blocked: state.blocked,
    }
}

struct CloseOnPanic<'a, T>(&'a BoundedBuffer<T>);

impl<T> Drop for CloseOnPanic<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}
