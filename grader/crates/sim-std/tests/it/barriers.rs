//! `Barrier`: all or nobody, one leader, round after round.

use crate::support::{every, fails_as};
use sim_std::sync::Barrier;
use sim_std::sync::atomic::{AtomicUsize, Ordering};
use sim_std::thread;
use std::collections::BTreeSet;
use wire::Code;

#[test]
fn one_of_each_round_is_the_leader() {
    let leaders = every(|| {
        let barrier = Barrier::new(2);
        thread::scope(|s| {
            let other = s.spawn(|| [barrier.wait().is_leader(), barrier.wait().is_leader()]);
            let mine = [barrier.wait().is_leader(), barrier.wait().is_leader()];
            let theirs = other.join().unwrap();
            assert_eq!(mine.map(|leads| !leads), theirs);
            mine
        })
    });
    assert_eq!(leaders.len(), 4);
}

#[test]
fn nobody_passes_before_all_are_there() {
    let values = every(|| {
        let (barrier, here) = (Barrier::new(2), AtomicUsize::new(0));
        thread::scope(|s| {
            s.spawn(|| {
                here.fetch_add(1, Ordering::SeqCst);
                barrier.wait();
            });
            barrier.wait();
            here.load(Ordering::SeqCst)
        })
    });
    assert_eq!(values, BTreeSet::from([1]));
}

#[test]
fn a_barrier_for_none_or_one_lets_everybody_pass_as_leader() {
    every(|| {
        for size in [0, 1] {
            let barrier = Barrier::new(size);
            assert!(barrier.wait().is_leader());
            assert!(barrier.wait().is_leader());
        }
    });
}

#[test]
fn one_too_few_is_a_deadlock() {
    fails_as(Code::Deadlock, || _ = Barrier::new(2).wait());
}
