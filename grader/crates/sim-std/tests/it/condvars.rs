//! `Condvar`: nothing is lost between giving the lock back and waiting; wake-ups may come for no reason.

use crate::support::{every, every_rare, explored, failure, failure_with};
use sim::Config;
use sim_std::sync::{Arc, Condvar, Mutex};
use sim_std::thread;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;
use wire::Code;

fn handshake(wait: impl FnOnce(&Condvar, &Mutex<bool>)) {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = Arc::clone(&pair);
    let other = thread::spawn(move || {
        *theirs.0.lock().unwrap() = true;
        theirs.1.notify_one();
    });
    wait(&pair.1, &pair.0);
    other.join().unwrap();
}

#[test]
fn a_loop_around_wait_is_right_even_with_idle_wake_ups() {
    every_rare(|| {
        handshake(|condvar, lock| {
            let mut ready = lock.lock().unwrap();
            while !*ready {
                ready = condvar.wait(ready).unwrap();
            }
        });
    });
    every_rare(|| {
        handshake(|condvar, lock| {
            drop(
                condvar
                    .wait_while(lock.lock().unwrap(), |ready| !*ready)
                    .unwrap(),
            );
        });
    });
}

#[test]
fn idle_wake_ups_are_few_in_any_one_schedule() {
    let config = Config {
        rare: true,
        budget: 2_000,
        ..Config::default()
    };
    let (wakes, explored) = explored(&config, || {
        let wakes = Cell::new(0);
        handshake(|condvar, lock| {
            let mut ready = lock.lock().unwrap();
            while !*ready {
                ready = condvar.wait(ready).unwrap();
                wakes.set(wakes.get() + 1);
            }
        });
        wakes.get()
    });
    assert_eq!(explored.failure, None);
    assert_eq!(
        wakes,
        BTreeSet::from([0, 1, 2, 3]),
        "two idle ones, and the real one"
    );
}

#[test]
fn an_if_around_wait_is_found_by_an_idle_wake_up() {
    let config = Config {
        rare: true,
        ..Config::default()
    };
    let failure = failure_with(&config, || {
        handshake(|condvar, lock| {
            let mut ready = lock.lock().unwrap();
            if !*ready {
                ready = condvar.wait(ready).unwrap();
            }
            assert!(*ready, "woken too early");
        });
    });
    assert_eq!(failure.code, Code::Panic);
    assert!(
        failure
            .steps
            .iter()
            .any(|s| s.note.as_deref() == Some("woken for no reason"))
    );
}

#[test]
fn a_wait_without_a_look_at_the_condition_is_a_lost_wake_up() {
    let failure = failure(|| {
        handshake(|condvar, lock| drop(condvar.wait(lock.lock().unwrap()).unwrap()));
    });
    assert_eq!(failure.code, Code::LostWakeup);
}

#[test]
fn a_notification_that_woke_the_wrong_thread_is_lost_on_the_other() {
    // `waiting` counts who has begun to wait; both waits are on one condition variable.
    let program = |notify: fn(&Condvar)| {
        move || {
            let shared = Arc::new((Mutex::new((0, [false; 2])), Condvar::new()));
            let mut waiters: Vec<_> = (0..2)
                .map(|kind| {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || {
                        let mut state = shared.0.lock().unwrap();
                        state.0 += 1;
                        while !state.1[kind] {
                            state = shared.1.wait(state).unwrap();
                        }
                    })
                })
                .collect();
            while shared.0.lock().unwrap().0 < 2 {
                thread::yield_now();
            }
            for kind in 0..2 {
                shared.0.lock().unwrap().1[kind] = true;
                notify(&shared.1);
                waiters.remove(0).join().unwrap();
            }
        }
    };
    let config = Config::default();
    let (_, right) = explored(&config, program(Condvar::notify_all));
    assert_eq!(right.failure, None);
    let failure = failure_with(&config, program(Condvar::notify_one));
    assert_eq!(failure.code, Code::LostWakeup);
    let told = "alone, which could not go on";
    assert!(failure.message.contains(told), "{}", failure.message);
}

#[test]
fn who_has_looked_since_has_lost_nothing() {
    // Both values are taken, and nobody says that there are no more.
    let failure = failure(|| {
        let shared = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let giver = thread::spawn(move || {
            for value in 0..2 {
                theirs.0.lock().unwrap().push(value);
                theirs.1.notify_one();
            }
        });
        giver.join().unwrap();
        for _ in 0..3 {
            let mut values = shared.0.lock().unwrap();
            while values.pop().is_none() {
                values = shared.1.wait(values).unwrap();
            }
        }
    });
    assert_eq!(failure.code, Code::Deadlock, "{}", failure.message);
}

#[test]
fn a_notification_of_ones_own_is_not_lost() {
    let failure = failure(|| {
        let (lock, condvar) = (Mutex::new(()), Condvar::new());
        condvar.notify_all();
        drop(condvar.wait(lock.lock().unwrap()).unwrap());
    });
    assert_eq!(failure.code, Code::Deadlock);
}

#[test]
fn notify_one_wakes_any_one_and_notify_all_wakes_all() {
    let race = |notify: fn(&Condvar)| {
        move || {
            let shared = (Mutex::new((0, Vec::new())), Condvar::new());
            thread::scope(|s| {
                for number in 0..2 {
                    let shared = &shared;
                    s.spawn(move || {
                        let mut state = shared.0.lock().unwrap();
                        state.0 += 1;
                        state = shared.1.wait(state).unwrap();
                        state.1.push(number);
                    });
                }
                while shared.0.lock().unwrap().0 < 2 {
                    thread::yield_now();
                }
                notify(&shared.1);
                sim::settle();
                let woken = shared.0.lock().unwrap().1.clone();
                shared.1.notify_all();
                woken
            })
        }
    };
    let config = Config {
        samples: 500,
        budget: 1_000,
        ..Config::default()
    };
    let (one, explored_one) = explored(&config, race(Condvar::notify_one));
    assert_eq!(explored_one.failure, None);
    assert_eq!(one, BTreeSet::from([vec![0], vec![1]]));
    let (all, explored_all) = explored(&config, race(Condvar::notify_all));
    assert_eq!(explored_all.failure, None);
    assert_eq!(all, BTreeSet::from([vec![0, 1], vec![1, 0]]));
}

/// Whether a notification after so many milliseconds comes in time for a wait of 500.
fn comes_after(milliseconds: u64) -> BTreeSet<(bool, Duration)> {
    every(|| {
        let shared = (Mutex::new(()), Condvar::new());
        thread::scope(|s| {
            s.spawn(|| {
                thread::sleep(Duration::from_millis(milliseconds));
                shared.1.notify_one();
            });
            let start = sim_std::time::Instant::now();
            let guard = shared.0.lock().unwrap();
            let (_guard, result) = shared
                .1
                .wait_timeout(guard, Duration::from_millis(500))
                .unwrap();
            (result.timed_out(), start.elapsed())
        })
    })
}

#[test]
fn a_time_out_is_exact() {
    let ms = Duration::from_millis;
    assert_eq!(comes_after(499), BTreeSet::from([(false, ms(499))]));
    assert_eq!(comes_after(501), BTreeSet::from([(true, ms(500))]));
    // Both at once: either may be noticed first.
    assert_eq!(
        comes_after(500),
        BTreeSet::from([(false, ms(500)), (true, ms(500))])
    );
}

#[test]
fn waiting_with_a_limit_ends_at_the_limit() {
    every_rare(|| {
        let (lock, condvar) = (Mutex::new(0), Condvar::new());
        let start = sim_std::time::Instant::now();
        let limit = Duration::from_secs(3);
        let (guard, result) = condvar
            .wait_timeout_while(lock.lock().unwrap(), limit, |_| true)
            .unwrap();
        assert!(result.timed_out());
        assert_eq!(start.elapsed(), limit);
        let (guard, result) = condvar
            .wait_timeout_while(guard, Duration::ZERO, |_| true)
            .unwrap();
        assert!(result.timed_out());
        let (_guard, result) = condvar
            .wait_timeout_while(guard, Duration::MAX, |_| false)
            .unwrap();
        assert!(!result.timed_out());
    });
}

#[test]
fn a_loop_whose_remaining_time_is_exactly_zero_comes_to_an_end() {
    every(|| {
        let (lock, condvar) = (Mutex::new(()), Condvar::new());
        let deadline = sim_std::time::Instant::now() + Duration::from_millis(10);
        let mut guard = lock.lock().unwrap();
        while let Some(left) = deadline.checked_duration_since(sim_std::time::Instant::now()) {
            guard = condvar.wait_timeout(guard, left).unwrap().0;
        }
        drop(guard);
    });
}

#[test]
fn a_wait_of_no_time_gives_the_lock_back() {
    let values = every(|| {
        let shared = (Mutex::new(0), Condvar::new());
        thread::scope(|s| {
            let guard = shared.0.lock().unwrap();
            s.spawn(|| *shared.0.lock().unwrap() = 1);
            *shared.1.wait_timeout(guard, Duration::ZERO).unwrap().0
        })
    });
    assert_eq!(values, BTreeSet::from([0, 1]));
}
