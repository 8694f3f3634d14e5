//! Atomics: each operation is one step, and nothing in between is.

use crate::support::{every, every_rare, fails_as};
use sim_std::hint::spin_loop;
use sim_std::sync::Arc;
use sim_std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use sim_std::sync::atomic::{AtomicBool, AtomicI8, AtomicPtr, AtomicU32, AtomicUsize, fence};
use sim_std::thread;
use std::collections::BTreeSet;
use wire::Code;

fn two_threads(step: fn(&AtomicUsize)) -> usize {
    let value = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let value = Arc::clone(&value);
            thread::spawn(move || step(&value))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    value.load(SeqCst)
}

#[test]
fn a_load_and_a_store_are_two_steps() {
    let values = every(|| two_threads(|value| value.store(value.load(SeqCst) + 1, SeqCst)));
    assert_eq!(values, BTreeSet::from([1, 2]));
}

#[test]
fn an_update_is_one_step() {
    assert_eq!(
        every(|| two_threads(|v| _ = v.fetch_add(1, Relaxed))),
        BTreeSet::from([2])
    );
}

#[test]
fn a_loop_of_exchanges_loses_nothing_even_if_they_fail_for_no_reason() {
    let values =
        every_rare(|| two_threads(|v| _ = v.fetch_update(SeqCst, SeqCst, |old| Some(old + 1))));
    assert_eq!(values, BTreeSet::from([2]));
}

#[test]
fn a_weak_exchange_may_fail_for_no_reason() {
    let once = || AtomicU32::new(1).compare_exchange_weak(1, 2, SeqCst, SeqCst);
    assert_eq!(every_rare(once), BTreeSet::from([Ok(1), Err(1)]));
    assert_eq!(every(once), BTreeSet::from([Ok(1)]));
}

#[test]
fn a_strong_exchange_never_does() {
    let once = || AtomicU32::new(1).compare_exchange(1, 2, SeqCst, SeqCst);
    assert_eq!(every_rare(once), BTreeSet::from([Ok(1)]));
}

#[test]
fn operations_compute_as_the_real_ones_do() {
    every(|| {
        let byte = AtomicI8::new(127);
        assert_eq!(byte.fetch_add(1, SeqCst), 127);
        assert_eq!(byte.fetch_sub(1, SeqCst), -128);
        assert_eq!(byte.fetch_and(0b1010, SeqCst), 127);
        assert_eq!(byte.fetch_nand(0b0110, SeqCst), 0b1010);
        assert_eq!(byte.fetch_or(1, SeqCst), !0b0010);
        assert_eq!(byte.fetch_xor(1, SeqCst), !0b0010);
        assert_eq!(byte.fetch_max(5, SeqCst), !0b0011);
        assert_eq!(byte.fetch_min(3, SeqCst), 5);
        assert_eq!(byte.swap(9, SeqCst), 3);
        assert_eq!(byte.update(SeqCst, SeqCst, |old| old + 1), 9);
        assert_eq!(byte.try_update(SeqCst, SeqCst, |_| None), Err(10));
        assert_eq!(byte.into_inner(), 10);
        let truth = AtomicBool::new(true);
        assert!(truth.fetch_nand(true, SeqCst));
        assert!(!truth.fetch_not(SeqCst));
        assert!(truth.fetch_xor(true, SeqCst));
        assert!(!truth.load(SeqCst));
        let numbers = [1, 2];
        let pointer = AtomicPtr::new((&raw const numbers[0]).cast_mut());
        pointer.fetch_ptr_add(1, SeqCst);
        assert!(std::ptr::eq(pointer.load(SeqCst), &raw const numbers[1]));
        assert_eq!(
            format!("{byte:?} {truth:?}", byte = AtomicI8::new(3)),
            "3 false"
        );
    });
}

#[test]
fn orderings_that_make_no_sense_panic_as_in_reality() {
    for (body, text) in [
        (
            Box::new(|| _ = AtomicBool::new(true).load(Release)) as Box<dyn Fn()>,
            "there is no such thing as a release load",
        ),
        (
            Box::new(|| AtomicBool::new(true).store(true, Acquire)),
            "there is no such thing as an acquire store",
        ),
        (
            Box::new(|| {
                _ = AtomicBool::new(true).compare_exchange(true, true, SeqCst, AcqRel);
            }),
            "there is no such thing as an acquire-release failure ordering",
        ),
        (
            Box::new(|| fence(Relaxed)),
            "there is no such thing as a relaxed fence",
        ),
    ] {
        every(|| {
            let payload = sim::catch_unwind(&body).unwrap_err();
            assert_eq!(payload.downcast_ref::<&str>(), Some(&text));
        });
    }
}

#[test]
fn a_spin_lock_works() {
    let values = crate::support::sampled(|| {
        let lock = Arc::new((AtomicBool::new(false), AtomicUsize::new(0)));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || {
                    while lock.0.swap(true, Acquire) {
                        spin_loop();
                    }
                    lock.1.store(lock.1.load(Relaxed) + 1, Relaxed);
                    lock.0.store(false, Release);
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        lock.1.load(Relaxed)
    });
    assert_eq!(values, BTreeSet::from([2]));
}

#[test]
fn waiting_for_a_flag_that_nobody_sets_is_a_busy_wait() {
    fails_as(Code::BusyWait, || {
        let flag = AtomicBool::new(false);
        while !flag.load(SeqCst) {}
    });
}

#[test]
fn reading_many_atomics_is_no_busy_wait() {
    every(|| {
        let all: Vec<_> = (0..1_000).map(AtomicUsize::new).collect();
        assert_eq!(
            all.iter().map(|one| one.load(SeqCst)).sum::<usize>(),
            499_500
        );
    });
}
