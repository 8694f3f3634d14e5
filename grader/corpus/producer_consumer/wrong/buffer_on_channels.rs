//@ expect: lost-item in buffer/nothing_is_lost_at_the_close
//@ points: 96.17
//! A channel, and a second one that closes: `select!` takes either of two that are ready, so
//! that a put can succeed after the last take has found the buffer closed and empty.

use crossbeam_channel::{Receiver, Select, Sender, bounded, select};
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
    to_buffer: Sender<T>,
    from_buffer: Receiver<T>,
    open: Mutex<Option<Sender<()>>>,
    closed: Receiver<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "`capacity` must be at least 1");
        let (to_buffer, from_buffer) = bounded(capacity);
        let (open, closed) = bounded(0);
        BoundedBuffer {
            to_buffer,
            from_buffer,
            open: Mutex::new(Some(open)),
            closed,
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        if self.is_closed() {
            return Err(Closed(item));
        }
        let mut select = Select::new();
        let put = select.send(&self.to_buffer);
        select.recv(&self.closed);
        let ready = select.select();
        if ready.index() == put {
            ready
                .send(&self.to_buffer, item)
                .map_err(|error| Closed(error.0))
        } else {
            let _ = ready.recv(&self.closed);
            Err(Closed(item))
        }
    }

    pub fn take(&self) -> Option<T> {
        self.take_many(1).pop()
    }

    pub fn close(&self) {
        self.open.lock().unwrap().take();
    }

    pub fn len(&self) -> usize {
        self.from_buffer.len()
    }

    pub fn is_empty(&self) -> bool {
        self.from_buffer.is_empty()
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "`max` must be at least 1");
        let first = if self.is_closed() {
            self.from_buffer.try_recv().ok()
        } else {
            select! {
                recv(self.from_buffer) -> item => item.ok(),
                recv(self.closed) -> _ => self.from_buffer.try_recv().ok(),
            }
        };
        let rest = if first.is_some() { max - 1 } else { 0 };
        first
            .into_iter()
            .chain(self.from_buffer.try_iter().take(rest))
            .collect()
    }

    fn is_closed(&self) -> bool {
        self.open.lock().unwrap().is_none()
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
