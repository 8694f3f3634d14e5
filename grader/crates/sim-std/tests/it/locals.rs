//! Thread-locals: one value a thread, destroyed with it.

use crate::support::{every, panics_are_expected};
use sim_std::sync::Mutex;
use sim_std::thread::{self, AccessError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

sim_std::thread_local! {
    static LAZY: RefCell<Vec<u32>> = RefCell::new(vec![1]);
    /// Documented, visible, constant.
    pub(crate) static CONSTANT: Cell<u32> = const { Cell::new(5) };
}

#[test]
fn each_thread_has_its_own_and_starts_afresh() {
    every(|| {
        assert_eq!(LAZY.take(), [1]);
        LAZY.with_borrow_mut(|list| list.push(2));
        CONSTANT.set(CONSTANT.get() + 1);
        let theirs = thread::spawn(|| (LAZY.with_borrow(Vec::len), CONSTANT.replace(0))).join();
        assert_eq!(theirs.unwrap(), (1, 5));
        assert_eq!((LAZY.replace(Vec::new()), CONSTANT.take()), (vec![2], 6));
    });
}

#[test]
fn set_does_not_run_the_initialiser() {
    sim_std::thread_local! {
        static NEVER: Cell<u32> = panic!("not to be run");
    }
    every(|| {
        NEVER.set(3);
        assert_eq!(NEVER.get(), 3);
    });
}

thread_local! {
    /// Outside of the simulation: what destructors have said.
    static SAID: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

struct Says(&'static str);

impl Drop for Says {
    fn drop(&mut self) {
        SAID.with_borrow_mut(|said| said.push(self.0));
    }
}

#[test]
fn destructors_run_when_the_thread_ends_the_youngest_first() {
    sim_std::thread_local! {
        static FIRST: Says = Says("first");
        static SECOND: Says = Says("second");
    }
    every(|| {
        SAID.take();
        thread::spawn(|| {
            FIRST.with(|_| ());
            SECOND.with(|_| ());
            assert!(SAID.with_borrow(Vec::is_empty));
        })
        .join()
        .unwrap();
        assert_eq!(SAID.take(), ["second", "first"]);
    });
}

#[test]
fn a_destroyed_value_is_an_error() {
    sim_std::thread_local! {
        static OWN: AsksAgain = const { AsksAgain };
    }
    struct AsksAgain;
    impl Drop for AsksAgain {
        fn drop(&mut self) {
            let error: AccessError = OWN.try_with(|_| ()).unwrap_err();
            assert_eq!(
                (error.to_string(), format!("{error:?}")),
                ("already destroyed".into(), "AccessError".into())
            );
            SAID.with_borrow_mut(|said| said.push("an error"));
        }
    }
    every(|| {
        SAID.take();
        thread::spawn(|| OWN.with(|_| ())).join().unwrap();
        assert_eq!(SAID.take(), ["an error"]);
    });
}

#[test]
fn a_thread_that_panics_destroys_its_values() {
    sim_std::thread_local! {
        static VALUE: Says = Says("gone");
    }
    every(|| {
        panics_are_expected();
        SAID.take();
        let result = thread::spawn(|| VALUE.with(|_| panic!("with a value"))).join();
        assert!(result.is_err());
        assert_eq!(SAID.take(), ["gone"]);
    });
}

#[test]
fn destructors_are_steps_that_others_can_come_between() {
    sim_std::thread_local! {
        static KEEPS: RefCell<Option<std::sync::Arc<Mutex<u32>>>> = const { RefCell::new(None) };
    }
    // The value shares a lock with the main thread: whether it is gone depends on the schedule.
    let values = every(|| {
        let lock = std::sync::Arc::new(Mutex::new(0));
        let theirs = std::sync::Arc::clone(&lock);
        let thread = thread::spawn(move || {
            KEEPS.set(Some(std::sync::Arc::clone(&theirs)));
            drop(theirs);
        });
        drop(lock.lock());
        let count = std::sync::Arc::strong_count(&lock);
        thread.join().unwrap();
        assert_eq!(std::sync::Arc::strong_count(&lock), 1);
        count
    });
    assert!(values.contains(&1), "{values:?}");
    assert!(values.iter().any(|&count| count > 1), "{values:?}");
    let _: BTreeSet<usize> = values;
}
