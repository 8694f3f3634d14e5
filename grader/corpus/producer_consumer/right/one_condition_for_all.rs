//@ expect: full
//! One condition variable, and everybody is woken each time: simple, and right. `take` is
//! `take_many` of one, and the run is built from the buffer, with the figures beside it.

use std::{
    collections::VecDeque,
    mem, panic,
    sync::atomic::{AtomicUsize, Ordering},
    sync::{Condvar, Mutex},
    thread,
};

/// What lies between the two sides of a transfer.
struct Counter<T> {
    items: VecDeque<T>,
    /// The consumer is waiting: one item more than the capacity finds room, since it is taken at once.
    hungry: bool,
    over: bool,
}

pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let items = items.into_iter();
    let counter = Mutex::new(Counter {
        items: VecDeque::new(),
        hungry: false,
        over: false,
    });
    let changed = Condvar::new();
    let end = || {
        counter.lock().unwrap().over = true;
        changed.notify_all();
    };
    thread::scope(|scope| {
        let producer = scope.spawn(|| {
            let _end = OnDrop(end);
            for item in items {
                let full = |counter: &mut Counter<I::Item>| {
                    !counter.over && counter.items.len() >= capacity + usize::from(counter.hungry)
                };
                let mut counter = changed.wait_while(counter.lock().unwrap(), full).unwrap();
                if counter.over {
                    return;
                }
                counter.items.push_back(item);
                drop(counter);
                changed.notify_all();
            }
        });
        let _end = OnDrop(end);
        let mut consume = consume;
        loop {
            let mut counter = counter.lock().unwrap();
            counter.hungry = true;
            changed.notify_all();
            let empty = |counter: &mut Counter<I::Item>| !counter.over && counter.items.is_empty();
            let mut counter = changed.wait_while(counter, empty).unwrap();
            counter.hungry = false;
            let Some(item) = counter.items.pop_front() else {
                break;
            };
            drop(counter);
            changed.notify_all();
            consume(item);
        }
        if let Err(payload) = producer.join() {
            panic::resume_unwind(payload);
        }
    });
}

/// Does something when it is dropped, on whatever way.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

pub struct BoundedBuffer<T> {
    capacity: usize,
    inside: Mutex<(VecDeque<T>, bool)>,
    changed: Condvar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert_ne!(capacity, 0, "capacity must not be 0");
        Self {
            capacity,
            inside: Mutex::new((VecDeque::with_capacity(capacity), true)),
            changed: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut inside = self.inside.lock().unwrap();
        loop {
            let (queue, open) = &mut *inside;
            if !*open {
                return Err(Closed(item));
            }
            if queue.len() < self.capacity {
                queue.push_back(item);
                self.changed.notify_all();
                return Ok(());
            }
            inside = self.changed.wait(inside).unwrap();
        }
    }

    pub fn take(&self) -> Option<T> {
        self.take_many(1).pop()
    }

    pub fn close(&self) {
        let mut inside = self.inside.lock().unwrap();
        inside.1 = false;
        self.changed.notify_all();
    }

    pub fn len(&self) -> usize {
        self.inside.lock().unwrap().0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.inside.lock().unwrap().0.is_empty()
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert_ne!(max, 0, "max must not be 0");
        let mut inside = self.inside.lock().unwrap();
        loop {
            let (queue, open) = &mut *inside;
            if !queue.is_empty() || !*open {
                let rest = queue.split_off(max.min(queue.len()));
                let taken = mem::replace(queue, rest);
                self.changed.notify_all();
                return taken.into();
            }
            inside = self.changed.wait(inside).unwrap();
        }
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
    assert!(!consumers.is_empty(), "consumers must not be empty");
    let buffer = BoundedBuffer::new(capacity);
    let report = Mutex::new(Report::default());
    let producing = AtomicUsize::new(producers.len());
    if producers.is_empty() {
        buffer.close();
    }
    thread::scope(|scope| {
        let (buffer, report, producing) = (&buffer, &report, &producing);
        for producer in producers {
            scope.spawn(move || {
                let _end = OnDrop(|| {
                    if producing.fetch_sub(1, Ordering::SeqCst) == 1 || thread::panicking() {
                        buffer.close();
                    }
                });
                for item in producer {
                    if buffer.put_counted(item, report).is_err() {
                        return;
                    }
                }
            });
        }
        for mut consumer in consumers {
            scope.spawn(move || {
                let _end = OnDrop(|| {
                    if thread::panicking() {
                        buffer.close();
                    }
                });
                while let Some(item) = buffer.take() {
                    consumer(item);
                    report.lock().unwrap().items += 1;
                }
            });
        }
    });
    report.into_inner().unwrap()
}

impl<T> BoundedBuffer<T> {
    /// As `put`, and keeps the report.
    fn put_counted(&self, item: T, report: &Mutex<Report>) -> Result<(), Closed<T>> {
        let mut inside = self.inside.lock().unwrap();
        let mut waited = 0;
        while inside.0.len() >= self.capacity && inside.1 {
            waited = 1;
            inside = self.changed.wait(inside).unwrap();
        }
        if !inside.1 {
            return Err(Closed(item));
        }
        inside.0.push_back(item);
        let mut report = report.lock().unwrap();
        report.blocked += waited;
        report.high_water = report.high_water.max(inside.0.len());
        self.changed.notify_all();
        Ok(())
    }
}
