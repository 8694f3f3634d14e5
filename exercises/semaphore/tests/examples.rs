//! Visible examples, on real threads: `cargo test -p semaphore`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under
//! many schedules: `cargo run check semaphore`.

use semaphore::{AcquireTimeoutError, Closed, Semaphore, Slots, TryAcquireError};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Long enough for another thread to get to its waiting.
const A_MOMENT: Duration = Duration::from_millis(50);

#[test]
fn guarded_returns_what_the_closure_returns() {
    let slots = Slots::new(2);
    assert_eq!(slots.guarded(|| "done"), "done");
}

#[test]
fn never_more_than_n_at_once() {
    let (slots, inside) = (Slots::new(2), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                slots.guarded(|| {
                    assert!(inside.fetch_add(1, Ordering::SeqCst) < 2);
                    thread::sleep(Duration::from_millis(2));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            });
        }
    });
}

#[test]
fn a_dropped_permit_comes_back() {
    let semaphore = Semaphore::new(2);
    let one = semaphore.acquire().expect("it is not closed");
    assert_eq!(semaphore.available(), 1);
    let other = semaphore.try_acquire().expect("one permit is free");
    assert_eq!(
        semaphore.try_acquire().err(),
        Some(TryAcquireError::NoPermits)
    );
    drop((one, other));
    assert_eq!(semaphore.available(), 2);
}

#[test]
fn a_panic_gives_the_permit_back() {
    let semaphore = Semaphore::new(1);
    thread::scope(|scope| {
        let job = scope.spawn(|| {
            let _permit = semaphore.acquire();
            panic!("this panic is part of the example");
        });
        assert!(job.join().is_err());
    });
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn whoever_waits_is_served() {
    let (semaphore, served) = (Semaphore::new(1), AtomicUsize::new(0));
    thread::scope(|scope| {
        let permit = semaphore.acquire();
        for _ in 0..3 {
            scope.spawn(|| {
                let _permit = semaphore.acquire();
                served.fetch_add(1, Ordering::SeqCst);
            });
        }
        thread::sleep(A_MOMENT);
        assert_eq!(served.load(Ordering::SeqCst), 0);
        drop(permit);
    });
    assert_eq!(served.load(Ordering::SeqCst), 3);
}

#[test]
fn several_permits_are_taken_together() {
    let semaphore = Semaphore::new(5);
    let three = semaphore.acquire_many(3).expect("it is not closed");
    assert_eq!(semaphore.available(), 2);
    drop(three);
    assert_eq!(semaphore.available(), 5);
}

#[test]
fn waiting_has_a_limit() {
    let semaphore = Semaphore::new(2);
    let permit = semaphore.acquire();
    let waited = semaphore.acquire_timeout(2, Duration::from_millis(10));
    assert_eq!(waited.err(), Some(AcquireTimeoutError::TimedOut));
    drop(permit);
    assert!(semaphore.acquire_timeout(2, Duration::ZERO).is_ok());
}

#[test]
fn closing_ends_the_waiting() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.acquire();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| semaphore.acquire().err());
        thread::sleep(A_MOMENT);
        semaphore.close();
        assert_eq!(waiting.join().expect("no panic"), Some(Closed));
    });
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert_eq!(semaphore.available(), 1);
    assert_eq!(semaphore.try_acquire().err(), Some(TryAcquireError::Closed));
}
