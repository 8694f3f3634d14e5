//! Producers and consumers, decoupled by a bounded buffer.
//!
//! The first task uses a channel, which *is* a bounded buffer. The others build one, because that is
//! what interviewers ask for, and because everything about condition variables is in it:
//!
//! - *One lock for what belongs together.* The queue and the word whether it is closed change under one
//!   lock: a put cannot slip in between "closed" and "everybody was told".
//! - *A wait is a question that is asked again.* `wait` returns with the lock taken, and with nothing else
//!   promised: somebody may have been faster, or nobody has called at all (spurious wake-ups). Hence
//!   `wait_while`, never `if … { wait }`.
//! - *Two conditions, two `Condvar`s.* If producers and consumers waited on the same one, `notify_one`
//!   could wake the wrong sort, which goes back to sleep, and the call is lost. With one `Condvar` for
//!   both it must be `notify_all`: correct as well, and a crowd wakes up for each item.
//! - *Every change tells those who wait for it*: a put the takers, a take the putters, and `close` all of
//!   them, since after it nobody has a reason to wait.
//!
//! Alternatives and their costs: `crossbeam_channel::bounded` does all of this without a lock on the fast
//! path, and closes by dropping instead of by a call. Two semaphores (free places, items) and a lock are
//! the textbook's version; closing is what they make hard.

use crossbeam_channel::bounded;
use std::{
    collections::VecDeque,
    panic,
    sync::{Condvar, Mutex, MutexGuard},
    thread::{self, ScopedJoinHandle},
};

/// Why the lock of the buffer cannot be poisoned.
const NO_PANIC: &str = "nothing panics while the buffer is locked";

/// Pulls `items` on a thread of its own, and calls `consume` for each, in order, on the caller's.
///
/// # Panics
/// With the panic of `items` or of `consume`, if there is one.
pub fn transfer<I, C>(items: I, capacity: usize, consume: C)
where
    I: IntoIterator,
    I::IntoIter: Send,
    I::Item: Send,
    C: FnMut(I::Item),
{
    let items = items.into_iter();
    let (sender, receiver) = bounded(capacity);
    // `move`: the receiver belongs to the closure. If `consume` panics, it is dropped *before* the scope
    // waits for the producer, whose `send` fails then. Owned outside, it would be dropped after the
    // scope, and the two would wait for each other.
    thread::scope(move |scope| {
        let producer = scope.spawn(move || {
            for item in items {
                if sender.send(item).is_err() {
                    return; // The consumer has panicked.
                }
            }
        });
        receiver.into_iter().for_each(consume);
        // The scope joins as well, but says only "a scoped thread panicked".
        producer
            .join()
            .unwrap_or_else(|payload| panic::resume_unwind(payload));
    });
}

/// A queue for at most `capacity` items, shared by reference between producers and consumers.
pub struct BoundedBuffer<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    /// Told when there may be room, or none will be needed any more.
    room: Condvar,
    /// Told when there may be an item, or none will come any more.
    item: Condvar,
}

struct State<T> {
    queue: VecDeque<T>,
    closed: bool,
    /// The most items that were in the queue at once.
    high_water: usize,
    /// Puts that had to wait.
    blocked: usize,
}

/// The item that could not be put into a buffer, because that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed<T>(pub T);

impl<T> BoundedBuffer<T> {
    /// An open, empty buffer.
    ///
    /// # Panics
    /// If `capacity` is 0.
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

    /// Puts `item` in at the end; waits while the buffer is full.
    ///
    /// # Errors
    /// The buffer is closed, or was closed during the wait: the item is given back.
    ///
    /// # Panics
    /// Never: nothing panics under the lock.
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

    /// Takes the item out that is longest in; waits while the buffer is empty and open.
    ///
    /// # Panics
    /// Never: nothing panics under the lock.
    pub fn take(&self) -> Option<T> {
        let item = self.wait_for_item().queue.pop_front();
        self.room.notify_one();
        item
    }

    /// Takes out up to `max` items at once, and waits until there is at least one.
    ///
    /// # Panics
    /// If `max` is 0.
    pub fn take_many(&self, max: usize) -> Vec<T> {
        assert!(max > 0, "`max` must be at least 1");
        let mut state = self.wait_for_item();
        let count = max.min(state.queue.len());
        let items = state.queue.drain(..count).collect();
        drop(state);
        // So many places, so many calls. One would wake one producer, who wakes no other.
        (0..count).for_each(|_| self.room.notify_one());
        items
    }

    /// Ends all waiting: nothing can be put in any more, what is in can still be taken out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.room.notify_all();
        self.item.notify_all();
    }

    /// How many items are in the buffer now. By the time the caller looks at the answer it may be
    /// another: a figure to watch, not one to decide by.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().queue.len()
    }

    /// Whether no item is in the buffer now.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect(NO_PANIC)
    }

    /// Waits until there is an item, or none will come.
    fn wait_for_item(&self) -> MutexGuard<'_, State<T>> {
        self.item
            .wait_while(self.lock(), |state| state.queue.is_empty() && !state.closed)
            .expect(NO_PANIC)
    }
}

/// What happened in a [`run`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Items that were consumed.
    pub items: usize,
    /// The most items that were in the buffer at once.
    pub high_water: usize,
    /// Items whose producer had to wait for room.
    pub blocked: usize,
}

/// Runs each of `producers` and each of `consumers` on a thread of its own, with one buffer for
/// `capacity` items between them.
///
/// # Panics
/// If `capacity` is 0, if there is no consumer, and with the panic of a producer or a consumer.
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
                        return; // Somebody has panicked.
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
        // The last producer closes; the simplest way to know it is to wait for all of them.
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

/// Closes the buffer if its thread panics, so that nobody waits for that thread for ever.
struct CloseOnPanic<'a, T>(&'a BoundedBuffer<T>);

impl<T> Drop for CloseOnPanic<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}
