//@ expect: full
//! The textbook's buffer: a semaphore counts the places, another the items, and a lock guards
//! the queue. The run has no lock at all: everybody sends requests to the caller's thread,
//! which keeps the queue.

use crossbeam_channel::{Sender, bounded, unbounded};
use std::{
    collections::VecDeque,
    panic,
    sync::{Condvar, Mutex, mpsc},
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
    let mut consume = consume;
    thread::scope(|scope| {
        // Made in here, so that a panic of `consume` drops the receiver before the scope waits.
        let (sender, receiver) = mpsc::sync_channel(capacity);
        let producer = scope.spawn(move || {
            for item in items {
                if sender.send(item).is_err() {
                    break;
                }
            }
        });
        for item in &receiver {
            consume(item);
        }
        producer
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic));
    });
}

/// Counts down to 0 and waits there, until it is told not to wait any more.
struct Semaphore {
    count: Mutex<(usize, bool)>,
    raised: Condvar,
}

impl Semaphore {
    fn new(count: usize) -> Self {
        Semaphore {
            count: Mutex::new((count, false)),
            raised: Condvar::new(),
        }
    }

    /// Waits for one; gives up when it is told not to wait.
    fn acquire(&self) -> bool {
        let count = self.count.lock().unwrap();
        let mut count = self
            .raised
            .wait_while(count, |(count, over)| *count == 0 && !*over)
            .unwrap();
        let got = count.0 > 0;
        count.0 -= usize::from(got);
        got
    }

    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock().unwrap();
        let got = count.0 > 0;
        count.0 -= usize::from(got);
        got
    }

    fn release(&self) {
        self.count.lock().unwrap().0 += 1;
        self.raised.notify_one();
    }

    fn stop_waiting(&self) {
        self.count.lock().unwrap().1 = true;
        self.raised.notify_all();
    }
}

pub struct BoundedBuffer<T> {
    places: Semaphore,
    items: Semaphore,
    queue: Mutex<VecDeque<T>>,
    closed: Mutex<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a capacity of 0 can hold nothing");
        BoundedBuffer {
            places: Semaphore::new(capacity),
            items: Semaphore::new(0),
            queue: Mutex::new(VecDeque::new()),
            closed: Mutex::new(false),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        self.places.acquire();
        // Locked until the item is in: what was accepted was in before the close.
        let closed = self.closed.lock().unwrap();
        if *closed {
            return Err(Closed(item));
        }
        self.queue.lock().unwrap().push_back(item);
        drop(closed);
        self.items.release();
        Ok(())
    }

    pub fn take(&self) -> Option<T> {
        self.items.acquire();
        let item = self.queue.lock().unwrap().pop_front()?;
        self.places.release();
        Some(item)
    }

    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "a max of 0 asks for nothing");
        let mut items: Vec<T> = self.take().into_iter().collect();
        while !items.is_empty() && items.len() < max && self.items.try_acquire() {
            let Some(item) = self.queue.lock().unwrap().pop_front() else {
                break;
            };
            items.push(item);
            self.places.release();
        }
        // After the close, what is in need not have been counted yet.
        if *self.closed.lock().unwrap() {
            let mut queue = self.queue.lock().unwrap();
            let count = queue.len().min(max - items.len());
            items.extend(queue.drain(..count));
        }
        items
    }

    pub fn close(&self) {
        *self.closed.lock().unwrap() = true;
        self.places.stop_waiting();
        self.items.stop_waiting();
    }

    pub fn len(&self) -> usize {
        self.queue.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub items: usize,
    pub high_water: usize,
    pub blocked: usize,
}

enum Request<T> {
    /// An item, and whom to tell that it is in.
    Put(T, Sender<()>),
    /// Whom to give the next item.
    Take(Sender<T>),
    /// A producer has no more.
    Ended,
    Panicked,
}

/// Tells the broker how its thread ended.
struct End<T>(Sender<Request<T>>, bool);

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Request::Panicked);
        } else if self.1 {
            let _ = self.0.send(Request::Ended);
        }
    }
}

pub fn run<P, C>(producers: Vec<P>, consumers: Vec<C>, capacity: usize) -> Report
where
    P: Iterator + Send,
    P::Item: Send,
    C: FnMut(P::Item) + Send,
{
    assert!(capacity > 0, "a capacity of 0 can hold nothing");
    assert!(
        !consumers.is_empty(),
        "without consumers nothing is consumed"
    );
    let mut producing = producers.len();
    let mut report = Report::default();
    thread::scope(|scope| {
        let (requests, inbox) = unbounded::<Request<P::Item>>();
        for producer in producers {
            let requests = requests.clone();
            scope.spawn(move || {
                let _end = End(requests.clone(), true);
                for item in producer {
                    let (done, is_in) = bounded(1);
                    if requests.send(Request::Put(item, done)).is_err() || is_in.recv().is_err() {
                        return;
                    }
                }
            });
        }
        for mut consumer in consumers {
            let requests = requests.clone();
            scope.spawn(move || {
                let _end = End(requests.clone(), false);
                loop {
                    let (give, given) = bounded(1);
                    if requests.send(Request::Take(give)).is_err() {
                        return;
                    }
                    let Ok(item) = given.recv() else { return };
                    consumer(item);
                }
            });
        }
        drop(requests);
        // The broker: when it returns, the inbox is dropped, and whoever waits for an answer gets none.
        let (mut queue, mut puts, mut takes) = (VecDeque::new(), VecDeque::new(), VecDeque::new());
        for request in inbox {
            match request {
                Request::Put(item, done) => {
                    report.blocked += usize::from(queue.len() == capacity);
                    puts.push_back((item, done));
                }
                Request::Take(give) => takes.push_back(give),
                Request::Ended => producing -= 1,
                Request::Panicked => return,
            }
            loop {
                if queue.len() < capacity
                    && let Some((item, done)) = puts.pop_front()
                {
                    queue.push_back(item);
                    report.high_water = report.high_water.max(queue.len());
                    let _ = done.send(());
                } else if !queue.is_empty()
                    && let Some(give) = takes.pop_front()
                {
                    let item = queue.pop_front().expect("it is not empty");
                    if give.send(item).is_ok() {
                        report.items += 1;
                    }
                } else {
                    break;
                }
            }
            if producing == 0 && queue.is_empty() && puts.is_empty() {
                return;
            }
        }
    });
    report
}
