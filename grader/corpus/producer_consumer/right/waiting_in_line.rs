//@ expect: full
//! First come, first served: who waits draws a ticket, and tickets are served in order. Nobody
//! asked for that; more deterministic than required is right.

use crossbeam_channel::bounded;
use std::{
    collections::VecDeque,
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicUsize, Ordering},
    sync::{Condvar, Mutex},
    thread,
};

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let items = items.into_iter();
    let (sender, receiver) = bounded::<I::Item>(capacity);
    let result = thread::scope(|scope| {
        let producer =
            scope.spawn(move || items.into_iter().try_for_each(|item| sender.send(item)));
        // Dropped whatever `consume` does, and so the producer always ends.
        let outcome =
            panic::catch_unwind(AssertUnwindSafe(move || receiver.iter().for_each(consume)));
        outcome.and(producer.join().map(drop))
    });
    if let Err(payload) = result {
        panic::resume_unwind(payload);
    }
}

pub struct BoundedBuffer<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    queue: VecDeque<T>,
    closed: bool,
    /// The next ticket, and the one whose turn it is: for puts, and for takes.
    puts: (u64, u64),
    takes: (u64, u64),
    high_water: usize,
    blocked: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity = 0");
        let state = State {
            queue: VecDeque::new(),
            closed: false,
            puts: (0, 0),
            takes: (0, 0),
            high_water: 0,
            blocked: 0,
        };
        BoundedBuffer {
            capacity,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.puts.0;
        state.puts.0 += 1;
        let mut waited = 0;
        while !state.closed && (state.puts.1 != ticket || state.queue.len() >= self.capacity) {
            waited = usize::from(state.queue.len() >= self.capacity).max(waited);
            state = self.changed.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.puts.1 += 1;
        state.blocked += waited;
        state.queue.push_back(item);
        state.high_water = state.high_water.max(state.queue.len());
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        self.take_many(1).pop()
    }

    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().queue.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "max = 0");
        let mut state = self.state.lock().unwrap();
        let ticket = state.takes.0;
        state.takes.0 += 1;
        while !state.closed && (state.takes.1 != ticket || state.queue.is_empty()) {
            state = self.changed.wait(state).unwrap();
        }
        state.takes.1 += 1;
        let count = state.queue.len().min(max);
        let items = state.queue.drain(..count).collect();
        drop(state);
        self.changed.notify_all();
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
    assert!(!consumers.is_empty(), "consumers: none");
    let buffer = BoundedBuffer::new(capacity);
    let work = |work: &mut dyn FnMut()| {
        let outcome = panic::catch_unwind(AssertUnwindSafe(work));
        if outcome.is_err() {
            buffer.close();
        }
        outcome
    };
    let items = AtomicUsize::new(0);
    let (produced, consumed) = thread::scope(|scope| {
        let (buffer, work, items) = (&buffer, &work, &items);
        let producers: Vec<_> = producers
            .into_iter()
            .map(|mut producer| {
                scope.spawn(move || {
                    work(&mut || {
                        let _ = producer.try_for_each(|item| buffer.put(item));
                    })
                })
            })
            .collect();
        let consumers: Vec<_> = consumers
            .into_iter()
            .map(|mut consumer| {
                scope.spawn(move || {
                    work(&mut || {
                        while let Some(item) = buffer.take() {
                            consumer(item);
                            items.fetch_add(1, Ordering::Relaxed);
                        }
                    })
                })
            })
            .collect();
        let all = |threads: Vec<thread::ScopedJoinHandle<'_, thread::Result<()>>>| {
            let joined: Vec<_> = threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect();
            joined.into_iter().collect::<thread::Result<()>>()
        };
        let produced = all(producers);
        buffer.close();
        (produced, all(consumers))
    });
    if let Err(payload) = produced.and(consumed) {
        panic::resume_unwind(payload);
    }
    let state = buffer.state.lock().unwrap();
    Report {
        items: items.into_inner(),
        high_water: state.high_water,
        blocked: state.blocked,
    }
}
