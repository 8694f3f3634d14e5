//! Memory over many schedules: it must not grow.

#![expect(
    clippy::unwrap_used,
    reason = "the measured program is written as learners write"
)]

use crate::sample;
use sim_std::sync::{Arc, Mutex};
use sim_std::thread;
use std::cell::Cell;
use std::fs;

/// Schedules after which memory is looked at.
const MARKS: [u64; 3] = [10_000, 100_000, 1_000_000];
/// How many times the memory of the first mark the last may show.
const PROMISED: f64 = 1.05;

/// Whether memory is as flat as promised.
pub(crate) fn measure() -> bool {
    println!("resident memory while a program of 2 threads and a lock is explored");
    let count = Cell::new(0);
    let seen = Cell::new([0; MARKS.len()]);
    sample(MARKS[2] + 1, &|| {
        tiny();
        count.set(count.get() + 1);
        if let Some(index) = MARKS.iter().position(|&mark| mark == count.get()) {
            let mut kibibytes = seen.get();
            kibibytes[index] = resident();
            seen.set(kibibytes);
        }
    });
    let seen = seen.get();
    for (mark, kibibytes) in MARKS.into_iter().zip(seen) {
        println!("  after {mark:9} schedules {kibibytes:7} KiB");
    }
    let growth = f64::from(seen[2]) / f64::from(seen[0]);
    println!("  last by first {growth:.3}  (at most {PROMISED})");
    growth <= PROMISED
}

fn tiny() {
    let lock = Arc::new(Mutex::new(0));
    let theirs = Arc::clone(&lock);
    let other = thread::spawn(move || *theirs.lock().unwrap() += 1);
    *lock.lock().unwrap() += 1;
    other.join().unwrap();
}

/// Resident memory of this process in KiB, as Linux tells it.
fn resident() -> u32 {
    let status = fs::read_to_string("/proc/self/status").expect("this is measured on Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.expect("the status tells resident memory")
}
