//@ expect: full
//! No thread hands out the items: the workers take them themselves, one at a time under a lock, and
//! put the slot for the result into the queue before they let go of it. So the queue has the order
//! of the input. `try_pipeline` is recursive: each call starts the last stage and leaves the others
//! to the next.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::thread::JoinHandle;

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

type Results<T, E> = Receiver<Result<T, E>>;

pub fn try_pipeline<T, E>(input: Receiver<T>, stages: Vec<Step<T, E>>) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let (first, results) = bounded(1);
    thread::spawn(move || {
        for item in input {
            if first.send(Ok(item)).is_err() {
                return;
            }
        }
    });
    let (results, threads) = connect(results, stages);
    let mut collected = Vec::new();
    for result in results {
        collected.push(result?);
    }
    // The last one first: a stage above one that panicked may be waiting for the input.
    for thread in threads.into_iter().rev() {
        if let Err(panic) = thread.join() {
            resume_unwind(panic);
        }
    }
    Ok(collected)
}

fn connect<T, E>(
    input: Results<T, E>,
    mut stages: Vec<Step<T, E>>,
) -> (Results<T, E>, Vec<JoinHandle<()>>)
where
    T: Send + 'static,
    E: Send + 'static,
{
    let Some(mut step) = stages.pop() else {
        return (input, Vec::new());
    };
    let (above, mut threads) = connect(input, stages);
    let (sender, receiver) = bounded(0);
    threads.push(thread::spawn(move || {
        for item in above {
            match item.and_then(|item| step(item)) {
                Ok(item) => {
                    if sender.send(Ok(item)).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                    return;
                }
            }
        }
    }));
    (receiver, threads)
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
    assert_ne!(workers, 0, "`workers` is 0, and nobody would do the work");
    let (queue, slots) = bounded(2 * workers - 1);
    let source = Arc::new(Mutex::new((input, queue)));
    let f = Arc::new(f);
    for _ in 0..workers {
        let (source, f) = (Arc::clone(&source), Arc::clone(&f));
        thread::spawn(move || {
            while let Some((item, result)) = take(&source) {
                if result.send(f(item)).is_err() {
                    return;
                }
            }
        });
    }
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for slot in slots {
            let slot: Receiver<Result<U, E>> = slot;
            match slot.recv() {
                Ok(Ok(value)) => {
                    if sender.send(Ok(value)).is_err() {
                        return;
                    }
                }
                Ok(Err(error)) => {
                    let _ = sender.send(Err(error));
                    return;
                }
                Err(_) => return,
            }
        }
    });
    receiver
}

type Source<T, R> = Mutex<(Receiver<T>, Sender<Receiver<R>>)>;

/// The next item, and where its result has to go.
fn take<T, R>(source: &Source<T, R>) -> Option<(T, Sender<R>)> {
    let source = source.lock().unwrap();
    let (input, queue) = &*source;
    let item = input.recv().ok()?;
    let (result, slot) = bounded(1);
    queue.send(slot).ok()?;
    Some((item, result))
}
