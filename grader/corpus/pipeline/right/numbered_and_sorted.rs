//@ expect: full
//! `try_parallel_stage` with numbers instead of slots: workers return numbered results, and a
//! collector sorts them in a map. Tickets bound what is in hand; a guard tells of a panic, or its
//! number would never come. `try_pipeline` catches panics and sends them down like errors.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::sync::Arc;
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

/// Why an item did not come through.
enum Failure<E> {
    Error(E),
    Panic(Box<dyn Any + Send>),
}

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let (first, mut above) = bounded::<Result<T, Failure<E>>>(0);
    thread::spawn(move || {
        for item in input {
            if first.send(Ok(item)).is_err() {
                return;
            }
        }
    });
    for mut step in stages {
        let (sender, receiver) = bounded(0);
        thread::spawn(move || {
            while let Ok(item) = above.recv() {
                let result =
                    item.and_then(|item| match catch_unwind(AssertUnwindSafe(|| step(item))) {
                        Ok(result) => result.map_err(Failure::Error),
                        Err(panic) => Err(Failure::Panic(panic)),
                    });
                let last = result.is_err();
                if sender.send(result).is_err() || last {
                    return;
                }
            }
        });
        above = receiver;
    }
    let mut collected = Vec::new();
    while let Ok(result) = above.recv() {
        match result {
            Ok(item) => collected.push(item),
            Err(Failure::Error(error)) => return Err(error),
            Err(Failure::Panic(panic)) => {
                drop(above);
                resume_unwind(panic);
            }
        }
    }
    Ok(collected)
}

/// Reports the end of a job, however it ends.
struct Report<R> {
    number: u64,
    result: Option<R>,
    to: Sender<(u64, Option<R>)>,
}

impl<R> Drop for Report<R> {
    fn drop(&mut self) {
        let _ = self.to.send((self.number, self.result.take()));
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
    assert!(workers > 0, "there must be some workers");
    let f = Arc::new(f);
    let (tickets, free) = bounded::<()>(2 * workers);
    let (jobs, work) = bounded::<(u64, T)>(workers);
    let (done, results) = unbounded::<(u64, Option<Result<U, E>>)>();
    for _ in 0..workers {
        let (work, done, f) = (work.clone(), done.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (number, item) in work {
                let mut report = Report {
                    number,
                    result: None,
                    to: done.clone(),
                };
                report.result = Some(f(item));
            }
        });
    }
    drop((done, work));
    thread::spawn(move || {
        for (number, item) in (0..).zip(input) {
            if tickets.send(()).is_err() || jobs.send((number, item)).is_err() {
                return;
            }
        }
    });
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        while let Ok((number, result)) = results.recv() {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                let Some(result) = result else { return };
                let last = result.is_err();
                if sender.send(result).is_err() || last {
                    return;
                }
                next += 1;
                let _ = free.recv();
            }
        }
    });
    receiver
}
