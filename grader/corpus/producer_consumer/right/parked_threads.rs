//@ expect: full
//! Without condition variables: who has to wait puts its thread on a list and parks, and
//! whoever changes something unparks the list. A parked thread may wake for nothing, so it
//! looks again. The first task pulls its items on demand.

use crossbeam_channel::unbounded;
use std::{
    collections::VecDeque,
    iter,
    sync::{Condvar, Mutex},
    thread::{self, Thread},
};

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let items = items.into_iter();
    let mut consume = consume;
    thread::scope(|scope| {
        // On demand: an item is pulled only when there is a place for it, in the buffer or at the consumer.
        let (free, places) = unbounded();
        let (sender, receiver) = unbounded();
        let producer = scope.spawn(move || {
            let mut items = items.into_iter();
            while places.recv().is_ok() {
                let Some(item) = items.next() else { break };
                if sender.send(item).is_err() {
                    break;
                }
            }
        });
        for () in std::iter::repeat_n((), capacity) {
            let _ = free.send(());
        }
        let mut next = || {
            let _ = free.send(());
            receiver.recv()
        };
        while let Ok(item) = next() {
            consume(item);
        }
        if producer.join().is_err() {
            panic!("the producer panicked");
        }
    });
}

pub struct BoundedBuffer<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    /// A ring: `length` items from `first` on.
    ring: Vec<Option<T>>,
    first: usize,
    length: usize,
    closed: bool,
    /// Who waits for room, and who for an item.
    for_room: VecDeque<Thread>,
    for_items: VecDeque<Thread>,
}

impl<T> State<T> {
    fn push(&mut self, item: T) -> Result<(), T> {
        let size = self.ring.len();
        if self.length == size {
            return Err(item);
        }
        self.ring[(self.first + self.length) % size] = Some(item);
        self.length += 1;
        Ok(())
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.ring[self.first].take()?;
        self.first = (self.first + 1) % self.ring.len();
        self.length -= 1;
        Some(item)
    }
}

fn unpark_all(threads: &mut VecDeque<Thread>) {
    threads.drain(..).for_each(|thread| thread.unpark());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity: expected at least 1");
        let state = State {
            ring: iter::repeat_with(|| None).take(capacity).collect(),
            first: 0,
            length: 0,
            closed: false,
            for_room: VecDeque::new(),
            for_items: VecDeque::new(),
        };
        BoundedBuffer {
            state: Mutex::new(state),
        }
    }

    pub fn put(&self, mut item: T) -> Result<(), Closed<T>> {
        loop {
            let mut state = self.state.lock().unwrap();
            if state.closed {
                return Err(Closed(item));
            }
            match state.push(item) {
                Ok(()) => {
                    unpark_all(&mut state.for_items);
                    return Ok(());
                }
                Err(back) => item = back,
            }
            state.for_room.push_back(thread::current());
            drop(state);
            thread::park();
        }
    }

    pub fn take(&self) -> Option<T> {
        self.take_many(1).pop()
    }

    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        unpark_all(&mut state.for_room);
        unpark_all(&mut state.for_items);
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().length
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "max: expected at least 1");
        loop {
            let mut state = self.state.lock().unwrap();
            let items: Vec<T> = iter::from_fn(|| state.pop()).take(max).collect();
            if !items.is_empty() || state.closed {
                unpark_all(&mut state.for_room);
                return items;
            }
            state.for_items.push_back(thread::current());
            drop(state);
            thread::park();
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub items: usize,
    pub high_water: usize,
    pub blocked: usize,
}

/// The buffer of a run: it counts what the report tells.
struct Line<T> {
    capacity: usize,
    state: Mutex<Figures<T>>,
    changed: Condvar,
}

struct Figures<T> {
    queue: VecDeque<T>,
    producers: usize,
    broken: bool,
    report: Report,
}

impl<T> Line<T> {
    fn put(&self, item: T) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.queue.len() == self.capacity && !state.broken {
            state.report.blocked += 1;
        }
        while state.queue.len() == self.capacity && !state.broken {
            state = self.changed.wait(state).unwrap();
        }
        if state.broken {
            return false;
        }
        state.queue.push_back(item);
        state.report.high_water = state.report.high_water.max(state.queue.len());
        self.changed.notify_all();
        true
    }

    fn take(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && state.producers > 0 && !state.broken {
            state = self.changed.wait(state).unwrap();
        }
        let item = state.queue.pop_front();
        state.report.items += usize::from(item.is_some());
        self.changed.notify_all();
        item
    }
}

/// Held by a producer while it runs: the last one to end ends the run.
struct Producing<'a, T>(&'a Line<T>);

impl<T> Drop for Producing<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        state.producers -= 1;
        state.broken |= thread::panicking();
        self.0.changed.notify_all();
    }
}

/// Held by a consumer while it runs: a panic ends the run.
struct Consuming<'a, T>(&'a Line<T>);

impl<T> Drop for Consuming<'_, T> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap().broken |= thread::panicking();
        self.0.changed.notify_all();
    }
}

pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    assert!(capacity > 0, "`capacity` must be at least 1");
    assert!(!consumers.is_empty(), "there must be `consumers`");
    let line = Line {
        capacity,
        state: Mutex::new(Figures {
            queue: VecDeque::new(),
            producers: producers.len(),
            broken: false,
            report: Report::default(),
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        let line = &line;
        for producer in producers {
            scope.spawn(move || {
                let _producing = Producing(line);
                for item in producer {
                    if !line.put(item) {
                        return;
                    }
                }
            });
        }
        for mut consumer in consumers {
            scope.spawn(move || {
                let _consuming = Consuming(line);
                while let Some(item) = line.take() {
                    consumer(item);
                }
            });
        }
    });
    line.state.into_inner().unwrap().report
}
