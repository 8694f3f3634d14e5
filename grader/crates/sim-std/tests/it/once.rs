//! `Once`, `OnceLock`, `LazyLock`: one initialisation, whoever comes first.

use crate::support::{every, fails_as, message_of, panics_are_expected};
use sim_std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use sim_std::sync::{LazyLock, Once, OnceLock};
use sim_std::thread;
use std::collections::BTreeSet;
use wire::Code;

#[test]
fn the_first_to_come_initialises_and_the_other_waits() {
    let values = every(|| {
        let (once, runs) = (OnceLock::new(), AtomicUsize::new(0));
        let value = thread::scope(|s| {
            for number in 1..=2 {
                let (once, runs) = (&once, &runs);
                s.spawn(move || {
                    let value = *once.get_or_init(|| {
                        runs.fetch_add(1, SeqCst);
                        number
                    });
                    assert_eq!(once.get(), Some(&value));
                });
            }
            once.get().copied()
        });
        assert_eq!(runs.load(SeqCst), 1);
        value
    });
    assert_eq!(values, BTreeSet::from([None, Some(1), Some(2)]));
}

#[test]
fn set_succeeds_once() {
    let values = every(|| {
        let once = OnceLock::new();
        thread::scope(|s| {
            let theirs = s.spawn(|| once.set("theirs").is_ok());
            let mine = once.set("mine").is_ok();
            assert_ne!(mine, theirs.join().unwrap());
        });
        *once.get().unwrap()
    });
    assert_eq!(values, BTreeSet::from(["mine", "theirs"]));
}

#[test]
fn waiting_for_a_value_ends_when_it_is_set() {
    every(|| {
        let once = OnceLock::new();
        thread::scope(|s| {
            s.spawn(|| once.set(7).unwrap());
            assert_eq!(*once.wait(), 7);
        });
    });
    fails_as(Code::Deadlock, || _ = OnceLock::<u8>::new().wait());
}

#[test]
fn an_initialisation_that_asks_for_itself_is_a_self_deadlock() {
    fails_as(Code::SelfDeadlock, || {
        let once = Once::new();
        once.call_once(|| once.call_once(|| {}));
    });
}

#[test]
fn a_panic_poisons_a_once_and_a_lazy_value_but_not_a_once_lock() {
    every(|| {
        panics_are_expected();
        let once = Once::new();
        assert!(sim::catch_unwind(|| once.call_once(|| panic!("no"))).is_err());
        assert!(sim::catch_unwind(|| once.call_once(|| {})).is_err());
        assert!(!once.is_completed());
        once.call_once_force(|state| assert!(state.is_poisoned()));
        once.call_once(|| unreachable!());
        assert!(once.is_completed());

        let lazy: LazyLock<u32> = LazyLock::new(|| panic!("no"));
        assert!(sim::catch_unwind(|| *lazy).is_err());
        let payload = sim::catch_unwind(|| *lazy).unwrap_err();
        assert_eq!(
            message_of(&*payload),
            "LazyLock instance has previously been poisoned"
        );

        let lock = OnceLock::new();
        assert!(sim::catch_unwind(|| lock.get_or_init(|| panic!("no"))).is_err());
        assert_eq!(*lock.get_or_init(|| 3), 3);
    });
}

#[test]
fn a_lazy_value_is_made_once() {
    every(|| {
        let runs = AtomicUsize::new(0);
        let lazy = LazyLock::new(|| runs.fetch_add(1, SeqCst));
        thread::scope(|s| {
            s.spawn(|| assert_eq!(*lazy, 0));
            assert_eq!(*lazy, 0);
        });
        assert_eq!(runs.load(SeqCst), 1);
        assert_eq!(format!("{lazy:?}"), "LazyLock(0)");
    });
}

#[test]
fn a_value_can_be_taken_out_and_set_again() {
    every(|| {
        let mut once = OnceLock::from(1);
        assert_eq!(once.take(), Some(1));
        assert_eq!(once.get(), None);
        assert_eq!(once.take(), None);
        once.set(2).unwrap();
        assert_eq!(once.clone(), OnceLock::from(2));
        assert_eq!(
            format!("{once:?} {:?}", OnceLock::<u8>::new()),
            "OnceLock(2) OnceLock(<uninit>)"
        );
        assert_eq!(once.into_inner(), Some(2));
    });
}
