//! Random small programs over locks, condition variables, atomics, parking, threads and both kinds of
//! channels, run natively many times and simulated exhaustively: what is seen natively is among what the
//! simulation comes to. A program that can get stuck in the simulation is not run natively; one that
//! cannot must come to its end natively too.
//!
//! `DIFFERENTIAL_PROGRAMS`, `DIFFERENTIAL_RUNS` and `DIFFERENTIAL_SEED` in the environment ask for more
//! programs, more native runs of each, and others.

mod program;

use crate::support::collect;
use program::{Outcome, Program};
use sim::Config;
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::Duration;
use wire::{Code, Extent};

mod real {
    use crossbeam_channel as channel;
    use std::sync::{mpsc, Barrier, Condvar, Mutex, OnceLock, RwLock};
    use std::{panic, sync::atomic, thread};

    /// Some time passes between two steps, more or less: so that native runs differ.
    fn pause() {
        use std::cell::Cell;
        thread_local! { static CHANCE: Cell<u64> = const { Cell::new(0) }; }
        let seed = || {
            use std::hash::BuildHasher;
            std::hash::RandomState::new().hash_one(0) | 1
        };
        let chance = CHANCE.get();
        let chance = if chance == 0 { seed() } else { chance };
        let chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        CHANCE.set(chance);
        match chance >> 60 {
            0 => thread::sleep(std::time::Duration::from_micros(60)),
            1..4 => thread::yield_now(),
            _ => (0..(chance >> 33) % 2_000).for_each(|_| std::hint::spin_loop()),
        }
    }

    include!("mixed/run.rs");
}

mod simulated {
    use sim_crossbeam_channel as channel;
    use sim_std::sync::{mpsc, Barrier, Condvar, Mutex, OnceLock, RwLock};
    use sim_std::{panic, sync::atomic, thread};

    fn pause() {}

    include!("mixed/run.rs");
}

/// A number from the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "how long to look for disagreements is the caller's choice, and no report depends on it"
)]
fn asked(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// How a program is compared.
#[derive(Debug, PartialEq, Eq)]
enum Compared {
    Agreed,
    /// It can get stuck, as the simulation has it.
    Stuck,
    /// It has too many interleavings.
    TooLarge,
}

fn compare(name: &str, program: &Program, runs: u64) -> Compared {
    let config = Config {
        budget: 60_000,
        samples: 0,
        effort: u64::MAX,
        adverse: program.has_timers(),
        rare: program.has_rare_events(),
        ..Config::default()
    };
    let (explored, simulated) = collect(&config, || simulated::run(program));
    if let Some(failure) = explored.failure {
        let stuck = matches!(
            failure.code,
            Code::Deadlock | Code::SelfDeadlock | Code::LostWakeup
        );
        assert!(stuck, "{name}, {program:#?}: {failure:#?}");
        return Compared::Stuck;
    }
    if explored.exploration.extent != Extent::All {
        return Compared::TooLarge;
    }
    for outcome in natively(name, program, runs) {
        let found = simulated.contains_key(&outcome);
        assert!(
            found,
            "{name}, {program:#?}: {outcome:?} not in {:#?}",
            simulated.keys()
        );
    }
    Compared::Agreed
}

fn natively(name: &str, program: &Program, runs: u64) -> BTreeSet<Outcome> {
    let (done, ended) = mpsc::channel();
    let theirs = program.clone();
    std::thread::spawn(move || {
        let seen: BTreeSet<_> = (0..runs).map(|_| real::run(&theirs)).collect();
        done.send(seen)
    });
    let long = Duration::from_secs(60 + runs / 10);
    ended.recv_timeout(long).unwrap_or_else(|_| {
        panic!("{name}, {program:#?}: no end natively, though the simulation never got stuck")
    })
}

#[test]
fn what_programs_of_all_kinds_do_natively_they_do_in_the_simulation() {
    let (programs, runs) = (
        asked("DIFFERENTIAL_PROGRAMS", 50),
        asked("DIFFERENTIAL_RUNS", 40),
    );
    let seed = asked("DIFFERENTIAL_SEED", 1);
    let mut counts = [0; 3];
    for number in 0..programs {
        let program = Program::random(seed.wrapping_mul(1_000_003).wrapping_add(number));
        let compared = compare(&format!("program {number} of seed {seed}"), &program, runs);
        counts[compared as usize] += 1;
    }
    let [agreed, stuck, large] = counts;
    println!("{programs} programs: {agreed} agreed in {runs} runs each, {stuck} can get stuck, {large} too large");
    assert!(
        agreed * 3 >= programs,
        "too few programs are compared: {agreed}"
    );
}
