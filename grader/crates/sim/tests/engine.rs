//! The engine alone, with a lock and a counter that are made here: what it explores, how time
//! passes, what it finds.

use sim::{Arm, Config, Explored, Kind, Tag, explore};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use wire::{Code, Extent, Operation, State};

/// A counter that is read and written in separate steps, and the smallest of locks.
struct Shared {
    tag: Tag,
    value: Cell<u32>,
    locked: Cell<bool>,
}

impl Shared {
    #[track_caller]
    fn new() -> Rc<Self> {
        Rc::new(Self {
            tag: Tag::new(sim::here()),
            value: Cell::new(0),
            locked: Cell::new(false),
        })
    }

    fn read(&self) -> u32 {
        sim::point();
        self.value.get()
    }

    fn write(&self, value: u32) {
        sim::point();
        self.value.set(value);
        sim::changed(self.tag.object(Kind::Atomic));
    }

    fn lock(&self) {
        sim::point();
        let object = self.tag.object(Kind::Mutex);
        let arm = Arm::new(object, self, |shared| !shared.locked.get());
        sim::wait(Operation::Lock, &[arm], None, sim::here());
        self.locked.set(true);
        sim::take(object, sim::here());
        sim::changed(object);
    }

    fn unlock(&self) {
        let object = self.tag.object(Kind::Mutex);
        self.locked.set(false);
        sim::give_back(object);
        sim::changed(object);
        sim::released();
    }
}

fn spawn(f: impl FnOnce() + 'static) -> u32 {
    sim::spawn(
        None,
        Box::new(move || sim::catch_unwind(f).is_err()),
        sim::here(),
    )
}

fn join(thread: u32) {
    let end = sim::end_of(thread);
    let arm = Arm::new(end, &thread, |thread| sim::is_finished(*thread));
    sim::wait(Operation::Join, &[arm], None, sim::here());
}

/// Every value that `body` returns in some schedule, and what was explored.
fn outcomes<T: Ord + 'static>(config: &Config, body: impl Fn() -> T) -> (BTreeSet<T>, Explored) {
    let seen = Rc::new(Cell::new(BTreeSet::new()));
    let explored = explore(config, &|| {
        let value = body();
        let mut values = seen.take();
        values.insert(value);
        seen.set(values);
    });
    (seen.take(), explored)
}

fn lost_update() -> u32 {
    let shared = Shared::new();
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let shared = Rc::clone(&shared);
            spawn(move || shared.write(shared.read() + 1))
        })
        .collect();
    threads.into_iter().for_each(join);
    shared.value.get()
}

#[test]
fn every_interleaving_of_two_threads_is_explored() {
    let (values, explored) = outcomes(&Config::default(), lost_update);
    assert_eq!(values, BTreeSet::from([1, 2]));
    assert_eq!(explored.exploration.extent, Extent::All);
    assert_eq!(explored.failure, None);
}

#[test]
fn a_lock_makes_updates_safe() {
    let (values, explored) = outcomes(&Config::default(), || {
        let shared = Shared::new();
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let shared = Rc::clone(&shared);
                spawn(move || {
                    shared.lock();
                    shared.write(shared.read() + 1);
                    shared.unlock();
                })
            })
            .collect();
        threads.into_iter().for_each(join);
        shared.value.get()
    });
    assert_eq!(values, BTreeSet::from([3]));
    assert_eq!(explored.failure, None);
}

#[test]
fn opposite_lock_orders_deadlock_and_the_cycle_is_named() {
    let explored = explore(&Config::default(), &|| {
        let (a, b) = (Shared::new(), Shared::new());
        let (a2, b2) = (Rc::clone(&a), Rc::clone(&b));
        let other = spawn(move || {
            b2.lock();
            a2.lock();
            a2.unlock();
            b2.unlock();
        });
        a.lock();
        b.lock();
        b.unlock();
        a.unlock();
        join(other);
    });
    let failure = explored.failure.expect("a deadlock");
    assert_eq!(failure.code, Code::Deadlock);
    assert_eq!(failure.cycle, [0, 1]);
    assert!(
        failure
            .threads
            .iter()
            .all(|thread| matches!(thread.state, State::Blocked(_)))
    );
    assert!(!failure.uncontrolled);
}

#[test]
fn time_jumps_to_the_next_timer_when_nobody_can_move() {
    const SECOND: u64 = 1_000_000_000;
    let (ends, explored) = outcomes(&Config::default(), || {
        let threads: Vec<_> = [3, 1, 2]
            .map(|seconds| spawn(move || sim::sleep_until(seconds * SECOND, sim::here())))
            .into();
        threads.into_iter().for_each(join);
        sim::now()
    });
    assert_eq!(ends, BTreeSet::from([3 * SECOND]));
    assert_eq!(explored.failure, None);
}

#[test]
fn a_thread_that_waits_for_ever_is_a_leak() {
    let explored = explore(&Config::default(), &|| {
        let shared = Shared::new();
        shared.lock();
        let shared = Rc::clone(&shared);
        let _ = spawn(move || shared.lock());
    });
    assert_eq!(
        explored.failure.map(|failure| failure.code),
        Some(Code::ThreadLeak)
    );
}

#[test]
fn a_thread_that_ticks_for_ever_is_a_leak() {
    let explored = explore(&Config::default(), &|| {
        spawn(|| {
            loop {
                sim::sleep_until(sim::now() + 1, sim::here());
            }
        });
    });
    assert_eq!(
        explored.failure.map(|failure| failure.code),
        Some(Code::ThreadLeak)
    );
}

#[test]
fn a_sleeper_that_ends_is_no_leak() {
    let explored = explore(&Config::default(), &|| {
        spawn(|| sim::sleep_until(1 << 60, sim::here()));
    });
    assert_eq!(explored.failure, None);
}

#[test]
fn a_thread_that_waits_for_its_own_lock_is_told_so() {
    let explored = explore(&Config::default(), &|| {
        let shared = Shared::new();
        shared.lock();
        shared.lock();
    });
    assert_eq!(
        explored.failure.map(|failure| failure.code),
        Some(Code::SelfDeadlock)
    );
}

#[test]
fn spinning_is_found_and_a_spinner_lets_others_go_on() {
    let spin = |other: fn(&Shared)| {
        explore(&Config::default(), &move || {
            let shared = Shared::new();
            let clone = Rc::clone(&shared);
            let thread = spawn(move || other(&clone));
            while shared.read() == 0 {
                sim::poll(sim::Poll::Look, sim::here());
            }
            join(thread);
        })
        .failure
        .map(|failure| failure.code)
    };
    assert_eq!(
        spin(|shared| shared.write(1)),
        None,
        "the other only needs its turn"
    );
    let late = |shared: &Shared| {
        for n in 1..5 {
            sim::sleep_until(n * 1_000, sim::here());
        }
        shared.write(1);
    };
    assert_eq!(spin(late), Some(Code::BusyWait));
    assert_eq!(
        spin(|_| ()),
        Some(Code::BusyWait),
        "nobody is left who could write"
    );
}

#[test]
fn who_starts_threads_gets_on_although_it_asks_in_vain_before_each() {
    let explored = explore(&Config::default(), &|| {
        let threads: Vec<u32> = (0..100)
            .map(|_| {
                sim::poll(sim::Poll::Attempt, sim::here());
                spawn(|| ())
            })
            .collect();
        threads.into_iter().for_each(join);
    });
    assert_eq!(explored.failure, None);
}

/// Two threads hand a turn to and fro until a third one says that it is enough.
fn rally() {
    let (shared, enough) = (Shared::new(), Shared::new());
    let player = |turn: u32| {
        let (shared, enough) = (Rc::clone(&shared), Rc::clone(&enough));
        move || {
            while enough.read() == 0 {
                if shared.read() == turn {
                    shared.write(1 - turn);
                }
            }
        }
    };
    let players = [spawn(player(0)), spawn(player(1))];
    let umpire = spawn({
        let enough = Rc::clone(&enough);
        move || enough.write(1)
    });
    players.into_iter().chain([umpire]).for_each(join);
}

#[test]
fn a_schedule_that_starves_somebody_is_nobodys_fault() {
    for fair in [false, true] {
        let config = Config {
            budget: 200,
            steps: 2_000,
            fair,
            ..Config::default()
        };
        let ends = Cell::new(0);
        let explored = explore(&config, &|| {
            rally();
            ends.set(ends.get() + 1);
        });
        assert_eq!(explored.failure, None, "fair: {fair}");
        let starved = ends.get() < explored.exploration.schedules;
        assert_eq!(starved, !fair, "{explored:?}, {} ends", ends.get());
    }
}

#[test]
fn a_failing_schedule_replays_to_the_same_failure() {
    let body = || {
        if lost_update() == 1 {
            sim::fail(sim::Fault::new(Code::WrongValue, "an update was lost"));
        }
    };
    let config = Config::default();
    let failure = explore(&config, &body)
        .failure
        .expect("the update can be lost");
    for _ in 0..20 {
        let again = sim::replay(&config, &failure.schedule, &body);
        assert_eq!(again.as_deref(), Some(&*failure));
    }
}

#[test]
fn panicking_belongs_to_one_thread() {
    struct Switch;
    impl Drop for Switch {
        fn drop(&mut self) {
            assert!(sim::panicking());
            // The first point of a thread chooses nothing: whoever chose the thread has done so.
            sim::point();
            sim::point();
            assert!(sim::panicking());
        }
    }
    let explored = explore(&Config::default(), &|| {
        let thread = sim::spawn(
            None,
            Box::new(|| {
                let _ = sim::catch_unwind(|| {
                    let _switch = Switch;
                    sim::panic_from_suite("on purpose");
                });
                assert!(!sim::panicking());
                false
            }),
            sim::here(),
        );
        for _ in 0..3 {
            sim::point();
            assert!(!sim::panicking());
        }
        join(thread);
    });
    assert_eq!(explored.failure, None);
}

#[test]
fn a_panic_that_ends_a_thread_is_a_fault() {
    let explored = explore(&Config::default(), &|| {
        join(spawn(|| panic!("ouch")));
    });
    let failure = explored.failure.expect("a panic");
    assert_eq!(failure.code, Code::Panic);
    assert!(failure.message.contains("ouch"), "{}", failure.message);
}

/// Two threads, the second of which fails when it sees what the first one's panic leaves behind.
fn consequence_of(panicking: impl Fn(Rc<Shared>) + Copy + 'static) -> wire::Failure {
    let explored = explore(&Config::default(), &|| {
        let shared = Shared::new();
        let theirs = Rc::clone(&shared);
        let thread = spawn(move || panicking(theirs));
        let other = spawn(move || {
            if shared.read() > 0 {
                sim::fail(sim::Fault::new(Code::LostItem, "an item is missing"));
            }
        });
        join(thread);
        join(other);
    });
    *explored
        .failure
        .expect("something is wrong in every schedule")
}

struct WriteOnDrop(Rc<Shared>);

impl Drop for WriteOnDrop {
    fn drop(&mut self) {
        self.0.write(1);
        sim::released();
    }
}

#[test]
fn a_panic_is_told_and_not_what_its_unwinding_brings_about() {
    let failure = consequence_of(|shared| {
        let _guard = WriteOnDrop(shared);
        panic!("ouch");
    });
    assert_eq!(failure.code, Code::Panic, "{}", failure.message);
    assert!(failure.message.contains("ouch"), "{}", failure.message);

    let failure = explore(&Config::default(), &|| {
        struct WaitOnDrop(Rc<Shared>);
        impl Drop for WaitOnDrop {
            fn drop(&mut self) {
                self.0.lock();
            }
        }
        let shared = Shared::new();
        shared.lock();
        join(spawn(move || {
            let _guard = WaitOnDrop(shared);
            panic!("ouch");
        }));
    });
    let failure = failure.failure.expect("a deadlock");
    assert_eq!(failure.code, Code::Panic, "{}", failure.message);
    for part in ["ouch", "what came of it: nobody can move any more"] {
        assert!(failure.message.contains(part), "{}", failure.message);
    }
}

#[test]
fn a_panic_that_is_caught_is_not_blamed() {
    let failure = consequence_of(|shared| {
        let guard = WriteOnDrop(shared);
        let _ = sim::catch_unwind(|| {
            let _guard = guard;
            panic!("ouch");
        });
    });
    assert_eq!(failure.code, Code::LostItem, "{}", failure.message);
    let failure = consequence_of(|shared| {
        let guard = WriteOnDrop(shared);
        let stopped = sim::stop_unwind(|| {
            let _guard = guard;
            panic!("ouch");
        });
        sim::resume_stopped(stopped.unwrap_err());
    });
    assert_eq!(failure.code, Code::Panic, "{}", failure.message);
}

#[test]
fn settle_waits_for_everybody_and_no_time_passes() {
    let (values, explored) = outcomes(&Config::default(), || {
        let shared = Shared::new();
        let clone = Rc::clone(&shared);
        spawn(move || {
            clone.write(1);
            clone.write(2);
            sim::sleep_until(10, sim::here());
            clone.write(3);
        });
        sim::settle();
        (shared.value.get(), sim::now())
    });
    assert_eq!(values, BTreeSet::from([(2, 0)]));
    assert_eq!(explored.failure, None);
}

#[test]
fn a_failing_schedule_is_shown_with_as_few_preemptions_as_it_needs() {
    // Only random schedules, so that the first failing one is full of needless switches.
    let config = Config {
        budget: 0,
        samples: 1_000,
        ..Config::default()
    };
    let explored = explore(&config, &|| {
        let shared = Shared::new();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let shared = Rc::clone(&shared);
                spawn(move || (0..3).for_each(|_| shared.write(shared.read() + 1)))
            })
            .collect();
        threads.into_iter().for_each(join);
        if shared.value.get() < 10 {
            sim::fail(sim::Fault::new(Code::WrongValue, "updates were lost"));
        }
    });
    let failure = explored.failure.expect("updates can be lost");
    let preempted = failure
        .steps
        .iter()
        .filter(|step| step.switch == Some(wire::Switch::Preempted))
        .count();
    assert!(
        preempted <= 3,
        "{preempted} preemptions, schedule {}",
        failure.schedule
    );
}
