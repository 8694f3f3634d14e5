//! `Mutex` and `RwLock`: exclusion, refusal, poisoning.

use crate::support::{every, fails_as, failure, panics_are_expected};
use sim_std::sync::{Arc, Mutex, RwLock, RwLockWriteGuard, TryLockError};
use sim_std::thread;
use std::collections::BTreeSet;
use wire::Code;

#[test]
fn a_mutex_keeps_updates_apart() {
    let values = every(|| {
        let value = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let value = Arc::clone(&value);
                thread::spawn(move || *value.lock().unwrap() += 1)
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        Arc::into_inner(value).unwrap().into_inner().unwrap()
    });
    assert_eq!(values, BTreeSet::from([2]));
}

#[test]
fn try_lock_may_find_the_lock_taken() {
    let values = every(|| {
        let lock = Mutex::new(());
        thread::scope(|s| {
            s.spawn(|| drop(lock.lock().unwrap()));
            match lock.try_lock() {
                Ok(_) => "taken",
                Err(TryLockError::WouldBlock) => "refused",
                Err(TryLockError::Poisoned(_)) => "poisoned",
            }
        })
    });
    assert_eq!(values, BTreeSet::from(["refused", "taken"]));
}

#[test]
fn locking_twice_is_a_self_deadlock() {
    fails_as(Code::SelfDeadlock, || {
        let lock = Mutex::new(());
        let _first = lock.lock();
        let _second = lock.lock();
    });
}

#[test]
fn opposite_orders_deadlock_and_the_report_tells_who_holds_what() {
    let failure = failure(|| {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        thread::scope(|s| {
            s.spawn(|| {
                let _b = b.lock();
                let _a = a.lock();
            });
            let _a = a.lock();
            let _b = b.lock();
        });
    });
    assert_eq!(failure.code, Code::Deadlock);
    assert_eq!(failure.cycle, [0, 1]);
    let locks = failure
        .objects
        .iter()
        .filter(|object| object.kind == "Mutex");
    let owners: BTreeSet<_> = locks.map(|object| object.held_by.clone()).collect();
    assert_eq!(owners, BTreeSet::from([vec![0], vec![1]]));
}

#[test]
fn a_panic_poisons_the_lock_that_was_held() {
    every(|| {
        panics_are_expected();
        let lock = Arc::new(Mutex::new(1));
        let theirs = Arc::clone(&lock);
        let result = thread::spawn(move || {
            let _guard = theirs.lock().unwrap();
            panic!("with the lock in hand");
        })
        .join();
        assert!(result.is_err());
        assert!(lock.is_poisoned());
        assert_eq!(*lock.lock().unwrap_err().into_inner(), 1);
        assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn a_lock_taken_and_given_back_while_unwinding_is_not_poisoned() {
    struct Locks<'a>(&'a Mutex<u32>);
    impl Drop for Locks<'_> {
        fn drop(&mut self) {
            assert!(thread::panicking());
            *self.0.lock().unwrap() += 1;
        }
    }
    every(|| {
        let lock = Mutex::new(0);
        let caught = sim::catch_unwind(|| {
            let _locks = Locks(&lock);
            panic!("unwind");
        });
        assert!(caught.is_err());
        assert!(!thread::panicking());
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn a_panic_elsewhere_does_not_poison() {
    // While one thread unwinds, another one takes and gives back a lock.
    struct Waits;
    impl Drop for Waits {
        fn drop(&mut self) {
            thread::yield_now();
        }
    }
    every(|| {
        panics_are_expected();
        let lock = Mutex::new(0);
        thread::scope(|s| {
            let unwinding = s.spawn(|| {
                let _waits = Waits;
                panic!("unwind");
            });
            *lock.lock().unwrap() += 1;
            assert!(!thread::panicking());
            let _ = unwinding.join();
        });
        assert!(!lock.is_poisoned());
    });
}

#[test]
fn readers_share_and_writers_do_not() {
    let values = every(|| {
        let lock = RwLock::new(0);
        thread::scope(|s| {
            let reader = s.spawn(|| {
                let first = lock.read().unwrap();
                let other = lock.try_read().is_ok();
                let writer = lock.try_write().is_ok();
                (*first, other, writer)
            });
            *lock.write().unwrap() += 1;
            reader.join().unwrap()
        })
    });
    // The second read is refused in some schedules in which the writer waits.
    let expected = [(0, false, false), (0, true, false), (1, true, false)];
    assert_eq!(values, BTreeSet::from(expected));
}

#[test]
fn reading_twice_while_a_writer_waits_can_deadlock() {
    fails_as(Code::SelfDeadlock, || {
        let lock = RwLock::new(());
        thread::scope(|s| {
            s.spawn(|| drop(lock.write()));
            let _first = lock.read();
            let _second = lock.read();
        });
    });
}

#[test]
fn only_writers_poison() {
    every(|| {
        let lock = RwLock::new(());
        let reader = sim::catch_unwind(|| {
            let _guard = lock.read().unwrap();
            panic!("while reading");
        });
        assert!(reader.is_err() && !lock.is_poisoned());
        let writer = sim::catch_unwind(|| {
            let _guard = lock.write().unwrap();
            panic!("while writing");
        });
        assert!(writer.is_err() && lock.is_poisoned());
        assert!(lock.read().is_err() && lock.write().is_err());
    });
}

#[test]
fn no_writer_comes_between_a_writer_and_the_reader_it_becomes() {
    let values = every(|| {
        let lock = RwLock::new(0);
        thread::scope(|s| {
            let mine = s.spawn(|| {
                let mut guard = lock.write().unwrap();
                *guard = 1;
                *RwLockWriteGuard::downgrade(guard)
            });
            s.spawn(|| *lock.write().unwrap() = 2);
            mine.join().unwrap()
        })
    });
    assert_eq!(values, BTreeSet::from([1]));
}

#[test]
fn locks_show_themselves_as_the_real_ones_do() {
    every(|| {
        let (mutex, rw_lock) = (Mutex::new(1), RwLock::new(2));
        assert_eq!(
            format!("{mutex:?}"),
            format!("{:?}", std::sync::Mutex::new(1))
        );
        assert_eq!(
            format!("{rw_lock:?}"),
            format!("{:?}", std::sync::RwLock::new(2))
        );
        let (real_mutex, real_rw_lock) = (std::sync::Mutex::new(1), std::sync::RwLock::new(2));
        let _held = (mutex.lock().unwrap(), rw_lock.write().unwrap());
        let _real = (real_mutex.lock().unwrap(), real_rw_lock.write().unwrap());
        assert_eq!(format!("{mutex:?}"), format!("{real_mutex:?}"));
        assert_eq!(format!("{rw_lock:?}"), format!("{real_rw_lock:?}"));
    });
}
