//@ expect: full
//! More deterministic than required: the function returns only after its thread has reported that
//! it is running, and values and their end travel as one type, closed by an explicit `drop` as a Go
//! programmer would defer `close`.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::{Arc, Barrier};
use std::thread;

/// The sending end of a stream.
struct Output<T> {
    sender: Sender<T>,
}

impl<T> Output<T> {
    fn emit(&self, value: T) -> ControlFlow<()> {
        if self.sender.send(value).is_ok() {
            Continue(())
        } else {
            Break(())
        }
    }

    /// Consumes the output, and so closes the stream.
    fn close(self) {
        drop(self.sender);
    }
}

/// An input that remembers that it has ended.
struct Input<T> {
    receiver: Option<Receiver<T>>,
}

impl<T> Input<T> {
    fn new(receiver: Receiver<T>) -> Self {
        Self {
            receiver: Some(receiver),
        }
    }

    fn take(&mut self) -> Option<T> {
        let value = self.receiver.as_ref()?.recv().ok();
        if value.is_none() {
            self.receiver = None;
        }
        value
    }
}

pub fn odds(max: u64) -> Receiver<u64> {
    run(0, move |output| {
        (1..=max)
            .filter(|number| number % 2 == 1)
            .try_for_each(|n| output.emit(n))
    })
}

pub fn fibonacci() -> Receiver<u64> {
    run(0, |output| {
        let mut known: Vec<u64> = Vec::new();
        loop {
            let number = match known.as_slice() {
                [] => 0,
                [_] => 1,
                [.., last_but_one, last] => match last_but_one.checked_add(*last) {
                    Some(sum) => sum,
                    None => return Continue(()),
                },
            };
            known.push(number);
            output.emit(number)?;
        }
    })
}

pub fn generate<T, F>(ahead: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    run(ahead, move |output| {
        loop {
            match next() {
                Some(value) => output.emit(value)?,
                None => return Break(()),
            }
        }
    })
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    run(0, move |output| {
        let (mut a, mut b) = (Input::new(a), Input::new(b));
        while let Some((x, y)) = a.take().and_then(|x| Some((x, b.take()?))) {
            output.emit(f(x, y))?;
        }
        Continue(())
    })
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    run(0, move |output| {
        let (mut a, mut b) = (Input::new(a), Input::new(b));
        while a.receiver.is_some() || b.receiver.is_some() {
            for input in [&mut a, &mut b] {
                if let Some(value) = input.take() {
                    output.emit(value)?;
                }
            }
        }
        Continue(())
    })
}

fn run<T, P>(capacity: usize, produce: P) -> Receiver<T>
where
    T: Send + 'static,
    P: FnOnce(&Output<T>) -> ControlFlow<()> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    let running = Arc::new(Barrier::new(2));
    let report = Arc::clone(&running);
    thread::spawn(move || {
        report.wait();
        let output = Output { sender };
        let _ = produce(&output);
        output.close();
    });
    running.wait();
    receiver
}
