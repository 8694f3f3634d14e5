//! What telling a failure costs: making its schedule simpler, and tracing it. It is added to a check that
//! fails; one that passes pays nothing.

#![expect(
    clippy::unwrap_used,
    reason = "the measured programs are written as learners write"
)]

use crate::median;
use sim_std::sync::{Arc, Condvar, Mutex, mpsc};
use sim_std::thread;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// How long it may take.
const PROMISED: Duration = Duration::from_millis(300);
/// Times each is measured.
const RUNS: usize = 5;

/// Whether telling is as quick as promised, for short failures and long ones.
pub(crate) fn measure() -> bool {
    println!("from a failure to its evidence, median of {RUNS} (at most {PROMISED:?})");
    let mut promised = true;
    for (name, program) in [
        ("two locks", &two_locks as &dyn Fn()),
        ("lost wake-up", &lost_wakeup),
        ("lost wake-up after 3,000 items", &late_lost_wakeup),
        ("a channel that stays open, 5,000 items", &kept_sender),
    ] {
        let mut times = Vec::new();
        let mut schedules = 0;
        let mut steps = 0;
        for _ in 0..RUNS {
            let begun = RefCell::new(Vec::new());
            let explored = sim::explore(&sim::Config::default(), &|| {
                begun.borrow_mut().push(Instant::now());
                program();
            });
            let end = Instant::now();
            let failure = explored.failure.expect("the program is wrong");
            schedules = explored.exploration.schedules;
            steps = failure.steps.len() as u64 + failure.elided;
            let found = usize::try_from(schedules).expect("few schedules");
            times.push(end - begun.borrow()[found]);
        }
        let time = median(times);
        println!("  {name:40} {time:>10.1?}, found in schedule {schedules}, {steps} steps");
        promised &= time <= PROMISED;
    }
    promised
}

fn two_locks() {
    let (left, right) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let theirs = (Arc::clone(&left), Arc::clone(&right));
    let other = thread::spawn(move || {
        let _right = theirs.1.lock().unwrap();
        let _left = theirs.0.lock().unwrap();
    });
    let first = left.lock().unwrap();
    let second = right.lock().unwrap();
    drop((first, second));
    other.join().unwrap();
}

fn lost_wakeup() {
    hand_over(4);
}

fn late_lost_wakeup() {
    hand_over(3_000);
}

/// Hands items over through one place; the last is announced before it is there.
fn hand_over(items: u32) {
    let place = Arc::new((Mutex::new(None), Condvar::new()));
    let theirs = Arc::clone(&place);
    let taker = thread::spawn(move || {
        for _ in 0..items {
            let mut item = theirs.0.lock().unwrap();
            while item.is_none() {
                item = theirs.1.wait(item).unwrap();
            }
            *item = None;
            theirs.1.notify_all();
        }
    });
    for number in 1..=items {
        let mut item = place.0.lock().unwrap();
        while item.is_some() {
            item = place.1.wait(item).unwrap();
        }
        if number == items {
            drop(item);
            place.1.notify_all();
            *place.0.lock().unwrap() = Some(number);
        } else {
            *item = Some(number);
            place.1.notify_all();
        }
    }
    taker.join().unwrap();
}

fn kept_sender() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let theirs = sender.clone();
    thread::spawn(move || {
        for number in 0..5_000 {
            theirs.send(number).unwrap();
        }
    });
    assert_eq!(receiver.iter().count(), 5_000);
    drop(sender);
}
