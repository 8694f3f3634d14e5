//@ expect: lost-wakeup in buffer/many_producers_and_consumers
//@ expect: lost-wakeup in buffer/no_wakeup_is_lost
//@ expect: lost-wakeup in buffer/survives_a_slow_machine
//@ points: 88.51
//! One condition variable for both sorts, and `notify_one`: the call meant for a producer can
//! wake another consumer, which goes back to sleep, and nobody else is called. (Rust study: blocking, Condvar.)

use crossbeam_channel::bounded;
use std::{
    collections::VecDeque,
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
    let (sender, receiver) = bounded(capacity);
    thread::scope(move |scope| {
        scope.spawn(move || {
            for item in items {
                if sender.send(item).is_err() {
                    return;
                }
            }
        });
        receiver.into_iter().for_each(consume);
    });
}

pub struct BoundedBuffer<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    changed: Condvar,
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
            changed: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.queue.len() == self.capacity && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.queue.push_back(item);
        self.changed.notify_one();
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        let item = state.queue.pop_front();
        self.changed.notify_one();
        item
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
        assert!(max > 0, "`max` must be at least 1");
        let mut state = self.state.lock().unwrap();
        while state.queue.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        let count = max.min(state.queue.len());
        let items = state.queue.drain(..count).collect();
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
