//! Threads: what reaches whom when they end, detach, park.

use crate::support::{every, every_rare, fails_as, failure, panics_are_expected};
use sim_std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use sim_std::sync::{Arc, mpsc};
use sim_std::thread::{self, Builder};
use sim_std::time::Instant;
use std::collections::BTreeSet;
use std::time::Duration;
use wire::Code;

#[test]
fn results_and_panics_reach_join() {
    every(|| {
        panics_are_expected();
        assert_eq!(thread::spawn(|| 5).join().unwrap(), 5);
        let payload = thread::spawn(|| panic!("why")).join().unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"why"));
        let payload = thread::spawn(|| std::panic::panic_any(9_u8))
            .join()
            .unwrap_err();
        assert_eq!(payload.downcast_ref::<u8>(), Some(&9));
    });
}

#[test]
fn a_panic_of_the_learners_own_is_a_fault() {
    fails_as(Code::Panic, || _ = thread::spawn(|| panic!("ouch")).join());
}

#[test]
fn dropping_a_handle_detaches() {
    let values = every(|| {
        let done = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&done);
        drop(thread::spawn(move || theirs.store(true, SeqCst)));
        done.load(SeqCst)
    });
    assert_eq!(values, BTreeSet::from([false, true]));
}

#[test]
fn a_detached_thread_that_never_ends_is_a_leak() {
    fails_as(Code::ThreadLeak, || {
        let (sender, receiver) = mpsc::channel::<()>();
        thread::spawn(move || receiver.recv());
        std::mem::forget(sender);
    });
}

#[test]
fn an_end_is_seen_by_is_finished() {
    let values = every(|| {
        let handle = thread::spawn(|| {});
        let before = handle.is_finished();
        sim::settle();
        assert!(handle.is_finished());
        handle.join().unwrap();
        before
    });
    assert_eq!(values, BTreeSet::from([false, true]));
}

#[test]
fn a_scope_waits_for_its_threads_and_tells_of_panics() {
    every(|| {
        panics_are_expected();
        let count = AtomicUsize::new(0);
        thread::scope(|s| {
            s.spawn(|| count.fetch_add(1, SeqCst));
            s.spawn(|| s.spawn(|| count.fetch_add(1, SeqCst)));
        });
        assert_eq!(count.load(SeqCst), 2);
        let nobody_joins = sim::catch_unwind(|| thread::scope(|s| _ = s.spawn(|| panic!("x"))));
        let payload = nobody_joins.unwrap_err();
        assert_eq!(
            payload.downcast_ref::<&str>(),
            Some(&"a scoped thread panicked")
        );
        thread::scope(|s| assert!(s.spawn(|| panic!("joined")).join().is_err()));
    });
}

#[test]
fn names_and_numbers_are_the_same_in_every_run() {
    let values = every(|| {
        let builder = Builder::new().name("worker".into()).stack_size(1 << 16);
        let handle = builder
            .spawn(|| thread::current().name().map(str::to_owned))
            .unwrap();
        let id = format!("{:?}", handle.thread().id());
        assert_eq!(handle.thread().name(), Some("worker"));
        assert_ne!(handle.thread().id(), thread::current().id());
        assert_eq!(handle.join().unwrap().as_deref(), Some("worker"));
        assert_eq!(
            thread::spawn(|| thread::current().name().is_none())
                .join()
                .ok(),
            Some(true)
        );
        (
            id,
            format!("{:?}", thread::current().id()),
            thread::current().name().map(str::to_owned),
        )
    });
    let main = (
        "ThreadId(2)".to_owned(),
        "ThreadId(1)".to_owned(),
        Some("main".to_owned()),
    );
    assert_eq!(values, BTreeSet::from([main]));
    every(|| assert_eq!(thread::available_parallelism().unwrap().get(), 4));
}

#[test]
fn an_unpark_is_kept_for_one_park() {
    every_rare(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&ready);
        let parked = thread::spawn(move || {
            while !theirs.load(SeqCst) {
                thread::park();
            }
        });
        ready.store(true, SeqCst);
        parked.thread().unpark();
        parked.join().unwrap();
    });
    let failure = failure(|| {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
        thread::park();
    });
    assert_eq!(failure.code, Code::Deadlock);
}

#[test]
fn parking_for_a_time_takes_exactly_that() {
    every(|| {
        let start = Instant::now();
        thread::park_timeout(Duration::from_millis(30));
        assert_eq!(start.elapsed(), Duration::from_millis(30));
        thread::current().unpark();
        thread::park_timeout(Duration::from_secs(1));
        assert_eq!(start.elapsed(), Duration::from_millis(30));
    });
}

#[test]
fn a_caught_panic_can_go_on() {
    use sim_std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    every(|| {
        panics_are_expected();
        let result = thread::spawn(|| {
            let payload = catch_unwind(|| panic!("first")).unwrap_err();
            assert!(!thread::panicking());
            let again = catch_unwind(AssertUnwindSafe(|| resume_unwind(payload))).unwrap_err();
            *again.downcast::<&str>().unwrap()
        })
        .join();
        assert_eq!(result.ok(), Some("first"));
    });
}

#[test]
fn ending_the_process_is_told_as_not_available() {
    let failure = failure(|| {
        let _ = sim::catch_unwind(|| -> () { sim_std::process::exit(0) });
    });
    assert_eq!(failure.code, Code::ForbiddenApi);
    assert!(
        failure.message.contains("std::process::exit"),
        "{}",
        failure.message
    );
    fails_as(Code::ForbiddenApi, || sim_std::process::abort());
}
