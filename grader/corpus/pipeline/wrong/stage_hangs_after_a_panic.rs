//@ expect: deadlock in stage/a_panic_ends_the_stream
//@ points: 97
//! A second thread keeps a sender until the first has said that it is done, and after a panic
//! nobody says so: the reader waits for ever. In Go this is the `wg.Done()` that was not deferred. (Go study: blocking, Wait.)

use crossbeam_channel::{Receiver, Sender, bounded};
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
    let done = Arc::new((Mutex::new(false), Condvar::new()));
    let (kept, finished) = (sender.clone(), Arc::clone(&done));
    thread::spawn(move || {
        let (done, changed) = &*finished;
        let done = done.lock().unwrap();
        drop(changed.wait_while(done, |done| !*done).unwrap());
        drop(kept);
    });
    thread::spawn(move || {
        for value in input {
            if sender.send(f(value)).is_err() {
                break;
            }
        }
        *done.0.lock().unwrap() = true;
        done.1.notify_all();
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
    assert!(workers > 0, "`workers` must not be 0");
    let f = Arc::new(f);
    let (jobs, work) = bounded::<(T, Sender<Result<U, E>>)>(0);
    for _ in 0..workers {
        let (work, f) = (work.clone(), Arc::clone(&f));
        thread::spawn(move || {
            for (item, result) in work {
                let _ = result.send(f(item));
            }
        });
    }
    let (queue, slots) = bounded::<Receiver<Result<U, E>>>(2 * workers);
    thread::spawn(move || {
        for item in input {
            let (result, slot) = bounded(1);
            if queue.send(slot).is_err() || jobs.send((item, result)).is_err() {
                return;
            }
        }
    });
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for slot in slots {
            let Ok(result) = slot.recv() else { return };
            let failed = result.is_err();
            if sender.send(result).is_err() || failed {
                return;
            }
        }
    });
    receiver
}
