//@ expect: deadlock in generate/a_panic_ends_the_stream
//@ points: 96
//! A second thread owns the sender and waits for the news that the source has ended. A panic brings
//! no news: the flag is never set, the sender lives on, and the reader waits for ever. (Go study: blocking, Chan.)

use crossbeam_channel::{Receiver, bounded};
use std::sync::{Arc, Condvar, Mutex};
use std::{mem, thread};

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        for number in (1..=max).step_by(2) {
            if sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut current, mut next) = (0_u64, Some(1_u64));
        while sender.send(current).is_ok() {
            let Some(number) = next else { return };
            next = current.checked_add(number);
            current = number;
        }
    });
    receiver
}

pub fn generate<T, F>(ahead: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let (sender, receiver) = bounded(ahead);
    let ended = Arc::new((Mutex::new(false), Condvar::new()));
    let news = Arc::clone(&ended);
    let last_sender = sender.clone();
    thread::spawn(move || {
        while let Some(value) = next() {
            if sender.send(value).is_err() {
                break;
            }
        }
        *ended.0.lock().unwrap() = true;
        ended.1.notify_one();
    });
    thread::spawn(move || {
        let guard = news.0.lock().unwrap();
        let _ended = news.1.wait_while(guard, |ended| !*ended).unwrap();
        drop(last_sender);
    });
    receiver
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        while let (Ok(x), Ok(y)) = (a.recv(), b.recv()) {
            if sender.send(f(x, y)).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let (mut turn, mut other) = (a, b);
        while let Ok(value) = turn.recv().or_else(|_| other.recv()) {
            if sender.send(value).is_err() {
                return;
            }
            mem::swap(&mut turn, &mut other);
        }
    });
    receiver
}
