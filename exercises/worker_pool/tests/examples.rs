//! Visible examples, on real threads: `cargo test -p worker_pool`.
//!
//! They show what the contracts in `README.md` mean. The grader tries far more than this, under many
//! schedules: `cargo run check worker_pool`.

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, unbounded};
use std::sync::Barrier;
use std::time::Duration;
use worker_pool::{Full, Outcome, WorkerPool, run_jobs, run_ordered};

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values
}

/// The results of the jobs that did not panic, sorted.
fn results<R: Ord>(outcomes: Vec<Outcome<R>>) -> Vec<R> {
    sorted(outcomes.into_iter().filter_map(Result::ok).collect())
}

/// The next value, or `None` if the stream is closed. Panics if nothing happens for 5 seconds.
fn next<T>(stream: &Receiver<T>) -> Option<T> {
    match stream.recv_timeout(Duration::from_secs(5)) {
        Ok(value) => Some(value),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("neither a value nor the end within 5 seconds"),
    }
}

#[test]
fn run_jobs_runs_all_of_them() {
    let squares = run_jobs(3, vec![1, 2, 3, 4, 5], |number| number * number);
    assert_eq!(sorted(squares), [1, 4, 9, 16, 25]);
}

#[test]
fn run_jobs_may_borrow() {
    let text = String::from("the quick brown fox");
    let lengths = run_jobs(2, text.split(' ').collect(), str::len);
    assert_eq!(sorted(lengths), [3, 3, 5, 5]);
}

#[test]
fn run_jobs_uses_all_workers_at_once() {
    // Nobody passes the barrier before two have come.
    let barrier = Barrier::new(2);
    run_jobs(2, vec![(), ()], |()| barrier.wait());
}

#[test]
fn run_jobs_passes_a_panic_on() {
    let broken = std::panic::catch_unwind(|| {
        run_jobs(2, vec![1, 0], |divisor| 10 / divisor);
    });
    assert!(broken.is_err());
}

#[test]
fn pool_returns_every_outcome() {
    let pool = WorkerPool::new(2, 1);
    for number in 1..=20 {
        pool.submit(move || number);
    }
    assert_eq!(results(pool.shutdown()), (1..=20).collect::<Vec<_>>());
}

#[test]
fn pool_survives_a_panic() {
    let pool = WorkerPool::new(1, 3);
    pool.submit(|| 1);
    pool.submit(|| panic!("a job that fails"));
    pool.submit(|| 3);
    let outcomes = pool.shutdown();
    assert_eq!(outcomes.len(), 3);
    assert_eq!(results(outcomes), [1, 3]);
}

#[test]
fn pool_gives_back_what_finds_no_room() {
    let (started, wait_for_start) = unbounded();
    let (go, wait_for_go) = bounded::<()>(0);
    let pool = WorkerPool::new(1, 1);
    pool.submit(move || {
        started.send(()).expect("the test waits for this");
        let _ = wait_for_go.recv();
        1
    });
    wait_for_start.recv().expect("the job starts");
    // The worker is busy: one job may wait, the next one finds no room.
    pool.submit(|| 2);
    let Err(Full(job)) = pool.try_submit(Box::new(|| 3)) else {
        panic!("the queue is full, and the job was accepted");
    };
    assert_eq!(job(), 3);
    drop(go);
    assert_eq!(results(pool.shutdown()), [1, 2]);
}

#[test]
fn dropping_the_pool_finishes_its_jobs() {
    let (sender, done) = unbounded();
    let pool = WorkerPool::new(2, 4);
    for number in 1..=4 {
        let sender = sender.clone();
        pool.submit(move || sender.send(number));
    }
    drop(pool);
    assert_eq!(sorted(done.try_iter().collect()), [1, 2, 3, 4]);
}

#[test]
fn run_ordered_keeps_the_order() {
    let (sender, jobs) = unbounded();
    for number in 1..=10 {
        sender.send(number).expect("the receiver is still here");
    }
    drop(sender);
    let outcomes = run_ordered(jobs, 3, 5, |number: u64| {
        // The first ones take longest.
        std::thread::sleep(Duration::from_millis(10 - number));
        number
    });
    for number in 1..=10 {
        assert_eq!(next(&outcomes).and_then(Result::ok), Some(number));
    }
    assert!(next(&outcomes).is_none());
}
