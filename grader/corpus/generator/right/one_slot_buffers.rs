//@ expect: full
//! Every output has one slot, so that the producer is one value further than without a buffer: the
//! most that the contracts allow.

use crossbeam_channel::{Receiver, SendError, Sender, bounded};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    start(1, move |output| {
        let mut number = 1_u64;
        while number <= max {
            output.send(number)?;
            let Some(following) = number.checked_add(2) else {
                break;
            };
            number = following;
        }
        Ok(())
    })
}

pub fn fibonacci() -> Receiver<u64> {
    start(1, |output| {
        let mut pair = [0_u64, 1];
        for step in 0..94 {
            output.send(pair[step % 2])?;
            pair[step % 2] = pair[0].wrapping_add(pair[1]);
        }
        Ok(())
    })
}

pub fn generate<T, F>(ahead: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    start(ahead, move |output| {
        while let Some(value) = next() {
            output.send(value)?;
        }
        Ok(())
    })
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    start(1, move |output| {
        for x in a {
            let Ok(y) = b.recv() else { break };
            output.send(f(x, y))?;
        }
        Ok(())
    })
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    start(1, move |output| {
        let inputs = [a, b];
        let mut turn = 0;
        loop {
            let value = inputs[turn].recv().or_else(|_| inputs[1 - turn].recv());
            let Ok(value) = value else { return Ok(()) };
            output.send(value)?;
            turn = 1 - turn;
        }
    })
}

/// Runs `produce` on a thread; it may leave with `?` as soon as the reader has left.
fn start<T, P>(capacity: usize, produce: P) -> Receiver<T>
where
    T: Send + 'static,
    P: FnOnce(Sender<T>) -> Result<(), SendError<T>> + Send + 'static,
{
    let (output, stream) = bounded(capacity);
    thread::spawn(move || {
        // An error says only that the reader has left.
        let _ = produce(output);
    });
    stream
}
