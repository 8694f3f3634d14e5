//@ expect: full
//! `try_parallel_stage` on one lock: a window of slots that workers fill and one thread empties
//! from the front, with two condition variables. A guard marks the slot of a worker that panics.

use crossbeam_channel::{Receiver, bounded};
use std::collections::VecDeque;
use std::mem;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::thread;

pub fn produce(items: Vec<i64>) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in items {
            if sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn double(input: Receiver<i64>) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in input {
            if sender.send(2 * number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn filter_gt(input: Receiver<i64>, limit: i64) -> Receiver<i64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in input {
            if number > limit && sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn stage<T, U, F>(input: Receiver<T>, capacity: usize, mut f: F) -> Receiver<U>
where
    T: Send + 'static,
    U: Send + 'static,
    F: FnMut(T) -> U + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    thread::spawn(move || {
        for value in input {
            if sender.send(f(value)).is_err() {
                return;
            }
        }
    });
    receiver
}

pub type Step<T, E> = Box<dyn FnMut(T) -> Result<T, E> + Send>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items: Box<dyn Iterator<Item = Result<T, E>> + Send> =
        Box::new(input.into_iter().map(Ok));
    let mut threads = Vec::new();
    for mut step in stages {
        let (sender, receiver) = bounded(1);
        threads.push(thread::spawn(move || {
            for item in items {
                let result = item.and_then(&mut step);
                let failed = result.is_err();
                if sender.send(result).is_err() || failed {
                    return;
                }
            }
        }));
        items = Box::new(receiver.into_iter());
    }
    let collected = items.collect::<Result<Vec<T>, E>>()?;
    for thread in threads.into_iter().rev() {
        if let Err(panic) = thread.join() {
            resume_unwind(panic);
        }
    }
    Ok(collected)
}

enum Slot<R> {
    InWork,
    Done(R),
    Panicked,
}

struct Window<R> {
    slots: VecDeque<Slot<R>>,
    /// The number of the first slot.
    first: usize,
    /// No item comes after the last slot.
    complete: bool,
    /// Nobody wants any more results.
    left: bool,
}

struct Shared<R> {
    window: Mutex<Window<R>>,
    filled: Condvar,
    emptied: Condvar,
}

impl<R> Shared<R> {
    fn change(&self, change: impl FnOnce(&mut Window<R>)) {
        change(&mut self.window.lock().unwrap());
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    /// Waits for room, and gives the number of the next slot.
    fn reserve(&self, most: usize) -> Option<usize> {
        let window = self.window.lock().unwrap();
        let full = |window: &mut Window<R>| window.slots.len() >= most && !window.left;
        let mut window = self.emptied.wait_while(window, full).unwrap();
        if window.left {
            return None;
        }
        window.slots.push_back(Slot::InWork);
        Some(window.first + window.slots.len() - 1)
    }

    /// Waits for the first result; the slot stays in the window until `advance`.
    fn first(&self) -> Option<R> {
        let window = self.window.lock().unwrap();
        let not_yet = |window: &mut Window<R>| match window.slots.front() {
            Some(slot) => matches!(slot, Slot::InWork),
            None => !window.complete,
        };
        let mut window = self.filled.wait_while(window, not_yet).unwrap();
        let first = window.slots.front_mut()?;
        match mem::replace(first, Slot::InWork) {
            Slot::Done(result) => Some(result),
            Slot::InWork | Slot::Panicked => None,
        }
    }

    fn advance(&self) {
        self.change(|window| {
            window.slots.pop_front();
            window.first += 1;
        });
    }
}

struct Filling<R> {
    shared: Arc<Shared<R>>,
    number: usize,
    result: Option<R>,
}

impl<R> Drop for Filling<R> {
    fn drop(&mut self) {
        let result = self.result.take();
        self.shared.change(|window| {
            let index = self.number - window.first;
            if let Some(slot) = window.slots.get_mut(index) {
                *slot = result.map_or(Slot::Panicked, Slot::Done);
            }
        });
    }
}

pub fn try_parallel_stage<T, U, E, F>(
    input: Receiver<T>,
    workers: usize,
    f: F,
) -> Receiver<Result<U, E>>
where
    T: Send + 'static,
    U: Send + 'static,
    E: Send + 'static,
    F: Fn(T) -> Result<U, E> + Send + Sync + 'static,
{
    assert!(workers >= 1, "at least one of `workers` is needed");
    let shared = Arc::new(Shared {
        window: Mutex::new(Window {
            slots: VecDeque::new(),
            first: 0,
            complete: false,
            left: false,
        }),
        filled: Condvar::new(),
        emptied: Condvar::new(),
    });
    let f = Arc::new(f);
    let (jobs, work) = bounded::<(usize, T)>(0);
    for _ in 0..workers {
        let (work, shared, f) = (work.clone(), Arc::clone(&shared), Arc::clone(&f));
        thread::spawn(move || {
            for (number, item) in work {
                let mut filling = Filling {
                    shared: Arc::clone(&shared),
                    number,
                    result: None,
                };
                filling.result = Some(f(item));
            }
        });
    }
    drop(work);
    let taking = Arc::clone(&shared);
    thread::spawn(move || {
        for item in input {
            let Some(number) = taking.reserve(2 * workers) else {
                break;
            };
            if jobs.send((number, item)).is_err() {
                break;
            }
        }
        taking.change(|window| window.complete = true);
    });
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        while let Some(result) = shared.first() {
            let failed = result.is_err();
            if sender.send(result).is_err() || failed {
                break;
            }
            shared.advance();
        }
        shared.change(|window| window.left = true);
    });
    receiver
}
