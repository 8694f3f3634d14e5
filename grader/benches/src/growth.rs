//! What an operation costs as threads become more, and as executions become longer.

#![expect(
    clippy::unwrap_used,
    reason = "the measured programs are written as learners write"
)]

use crate::{median, ratio, sample, time};
use sim_std::sync::{Arc, Mutex, mpsc};
use sim_std::thread;
use std::time::Duration;

/// Measurements of each; the median counts.
const ROUNDS: usize = 7;
/// So many threads, and operations of each.
type Program = fn(u32, u32);

/// Operations of all threads together, where threads become more.
const OPERATIONS: u32 = 20_000;

/// Prints the growth; nothing is promised but that it can be seen.
pub(crate) fn measure() -> bool {
    println!("time of an operation with {OPERATIONS} operations in all, relative to 2 threads");
    let programs: [(&str, Program); 3] = [
        ("own locks", own_locks),
        ("one lock", one_lock),
        ("one channel", one_channel),
    ];
    for (name, program) in programs {
        let of = |threads| cost(OPERATIONS, 1, &|| program(threads, OPERATIONS / threads));
        let base = of(2);
        let rows: Vec<_> = [2, 20, 200]
            .map(|n| format!("{n} threads {:.2}", ratio(of(n), base)))
            .into();
        println!("  {name:12} {}", rows.join(", "));
    }
    println!("time of an operation of 2 threads with one lock, relative to 1,000 operations");
    let of = |steps| cost(steps, 200_000 / steps, &|| one_lock(2, steps / 2));
    let base = of(1_000);
    for steps in [10, 100, 1_000, 10_000, 100_000] {
        println!("  {steps:7} operations {:.2}", ratio(of(steps), base));
    }
    true
}

/// Of one operation.
fn cost(operations: u32, schedules: u32, program: &dyn Fn()) -> Duration {
    let schedules = schedules.max(2);
    let times = (0..ROUNDS)
        .map(|_| time(|| sample(schedules.into(), program)))
        .collect();
    // Nanoseconds are too coarse for one operation: a million times as much.
    median(times) * 1_000_000 / (operations * schedules)
}

fn spawn_all(threads: u32, work: impl Fn() + Clone + Send + 'static) {
    let threads: Vec<_> = (0..threads).map(|_| thread::spawn(work.clone())).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

fn own_locks(threads: u32, each: u32) {
    spawn_all(threads, move || {
        let own = Mutex::new(0);
        (0..each).for_each(|_| *own.lock().unwrap() += 1);
    });
}

fn one_lock(threads: u32, each: u32) {
    let lock = Arc::new(Mutex::new(0));
    spawn_all(threads, move || {
        (0..each).for_each(|_| *lock.lock().unwrap() += 1);
    });
}

fn one_channel(threads: u32, each: u32) {
    let (sender, receiver) = mpsc::channel();
    let counting = thread::spawn(move || receiver.iter().count());
    spawn_all(threads, move || {
        (0..each).for_each(|n| sender.send(n).unwrap());
    });
    assert_eq!(counting.join().unwrap(), (threads * each) as usize);
}
