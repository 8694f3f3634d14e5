//! Random small programs, run natively many times and simulated exhaustively: what is seen natively is
//! among what the simulation comes to.

use crate::support::outcomes;
use std::collections::BTreeSet;

/// What a thread does with one of the channels.
#[derive(Clone, Copy, Debug)]
enum Step {
    TrySend(usize),
    TryReceive(usize),
    /// Whichever can be done.
    TrySelect,
    /// As listed: receives first.
    TrySelectBiased,
    DropSender(usize),
    DropReceiver(usize),
    /// What can be seen of a channel.
    Look(usize),
}

/// Capacities of two channels (`None`: unbounded), and what each thread does.
#[derive(Clone, Debug)]
struct Program {
    capacities: [Option<usize>; 2],
    threads: Vec<Vec<Step>>,
}

/// A word for each step of each thread.
type Outcome = Vec<Vec<String>>;

mod real {
    use crossbeam_channel as channel;
    use std::thread;
    include!("differential/run.rs");
}

mod simulated {
    use sim_crossbeam_channel as channel;
    use sim_std::thread;
    include!("differential/run.rs");
}

/// A linear congruential generator: the programs are the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn step(&mut self) -> Step {
        let channel = self.below(2);
        match self.below(14) {
            0..4 => Step::TrySend(channel),
            4..8 => Step::TryReceive(channel),
            8 | 9 => Step::TrySelect,
            10 => Step::TrySelectBiased,
            11 => Step::DropSender(channel),
            12 => Step::DropReceiver(channel),
            _ => Step::Look(channel),
        }
    }

    fn program(&mut self) -> Program {
        let mut capacity = || [Some(0), Some(1), Some(2), None][self.below(4)];
        let capacities = [capacity(), capacity()];
        let steps = [[2, 2], [3, 1]][self.below(2)];
        let thread = |length| (0..length).map(|_| self.step()).collect();
        Program {
            capacities,
            threads: steps.into_iter().map(thread).collect(),
        }
    }
}

#[test]
fn what_happens_natively_happens_in_the_simulation() {
    let mut chance = Chance(1);
    for number in 0..120 {
        let program = chance.program();
        let simulated = outcomes(|| simulated::run(&program));
        let native: BTreeSet<Outcome> = (0..50).map(|_| real::run(&program)).collect();
        for outcome in native {
            let found = simulated.contains_key(&outcome);
            assert!(
                found,
                "program {number}, {program:?}: {outcome:?} not in {simulated:#?}"
            );
        }
    }
}
