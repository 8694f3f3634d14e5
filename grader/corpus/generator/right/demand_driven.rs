//@ expect: full
//! More deterministic than required: `Select::ready` tells when a send would succeed, and only then
//! is the value made. At rest exactly `ahead` values are ready and none is in hand.

use crossbeam_channel::{Receiver, Select, Sender, bounded};
use std::thread;

pub fn odds(max: u64) -> Receiver<u64> {
    let mut numbers = (1..=max).step_by(2);
    on_demand(0, move || numbers.next())
}

pub fn fibonacci() -> Receiver<u64> {
    let mut pair = Some((0_u64, Some(1_u64)));
    on_demand(0, move || {
        let (current, next) = pair?;
        pair = next.map(|next| (next, current.checked_add(next)));
        Some(current)
    })
}

pub fn generate<T, F>(ahead: usize, next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    on_demand(ahead, next)
}

pub fn zip_with<A, B, C, F>(a: Receiver<A>, b: Receiver<B>, mut f: F) -> Receiver<C>
where
    A: Send + 'static,
    B: Send + 'static,
    C: Send + 'static,
    F: FnMut(A, B) -> C + Send + 'static,
{
    on_demand(0, move || {
        let x = a.recv().ok()?;
        let y = b.recv().ok()?;
        Some(f(x, y))
    })
}

pub fn interleave<T>(a: Receiver<T>, b: Receiver<T>) -> Receiver<T>
where
    T: Send + 'static,
{
    let mut inputs = [Some(a), Some(b)];
    let mut turn = 0;
    on_demand(0, move || {
        for _ in 0..2 {
            let input = turn;
            turn = 1 - turn;
            if let Some(receiver) = &inputs[input] {
                match receiver.recv() {
                    Ok(value) => return Some(value),
                    Err(_) => inputs[input] = None,
                }
            }
        }
        None
    })
}

fn on_demand<T, F>(capacity: usize, mut next: F) -> Receiver<T>
where
    T: Send + 'static,
    F: FnMut() -> Option<T> + Send + 'static,
{
    let (sender, receiver) = bounded(capacity);
    thread::spawn(move || {
        loop {
            wait_for_room(&sender);
            let Some(value) = next() else { return };
            if sender.send(value).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Until a send would not block: there is room, or a reader waits, or all readers have left.
fn wait_for_room<T>(sender: &Sender<T>) {
    let mut select = Select::new();
    select.send(sender);
    select.ready();
}
