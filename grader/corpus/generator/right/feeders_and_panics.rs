//@ expect: full
//! Careful with panics: they are caught, the stream is ended explicitly and nothing is printed by a
//! second thread. The combinators run on a scope inside their thread, with a feeder for `b`.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let (sender, receiver) = bounded(1);
    thread::spawn(move || {
        for half in 0..=max / 2 {
            let number = 2 * half + 1;
            if number > max || sender.send(number).is_err() {
                return;
            }
        }
    });
    receiver
}

pub fn fibonacci() -> Receiver<u64> {
    let (sender, receiver) = bounded(1);
    thread::spawn(move || {
        let (mut current, mut next) = (0_u128, 1_u128);
        while let Ok(number) = u64::try_from(current) {
            if sender.send(number).is_err() {
                return;
            }
            (current, next) = (next, current + next);
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
    thread::spawn(move || {
        while let Ok(Some(value)) = catch_unwind(AssertUnwindSafe(&mut next)) {
            if sender.send(value).is_err() {
                return;
            }
        }
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
        let (feed, fed) = bounded(0);
        thread::scope(|scope| {
            scope.spawn(move || feed_from(b, &feed));
            while let (Ok(x), Ok(y)) = (a.recv(), fed.recv()) {
                let Ok(result) = catch_unwind(AssertUnwindSafe(|| f(x, y))) else {
                    break;
                };
                if sender.send(result).is_err() {
                    break;
                }
            }
            // The scope waits for the feeder, and the feeder for us.
            drop((fed, sender));
        });
    });
    receiver
}

fn feed_from<T>(input: Receiver<T>, output: &Sender<T>) {
    for value in input {
        if output.send(value).is_err() {
            return;
        }
    }
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let (sender, receiver) = bounded(0);
    thread::spawn(move || {
        let mut inputs = vec![a, b];
        let mut turn = 0;
        while !inputs.is_empty() {
            turn %= inputs.len();
            match inputs[turn].recv() {
                Ok(value) => {
                    if sender.send(value).is_err() {
                        return;
                    }
                    turn += 1;
                }
                Err(_) => drop(inputs.remove(turn)),
            }
        }
    });
    receiver
}
