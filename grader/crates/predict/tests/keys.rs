//! The key of each `predict` question is what its program can print, in every interleaving.

use sim::{Config, Outcomes, outcomes};
use std::collections::BTreeSet;
use wire::Extent;

/// A program that a question asks about.
struct Program {
    id: &'static str,
    main: fn(),
    /// What it can print, says the question.
    key: &'static [&'static str],
    /// Durations are exact; otherwise a timer may fire late or early.
    exact: bool,
    /// Condition variables may wake for no reason, as they do.
    spurious: bool,
    /// It looks at how many handles an `Arc` has.
    arc_counts: bool,
}

#[expect(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    reason = "programs that an interviewer shows are short before they are anything else"
)]
mod programs {
    use super::Program;
    // The simulated std has no macro that reads files; the real core has.
    core::include!(core::concat!(core::env!("OUT_DIR"), "/programs.rs"));
    pub(super) const ALL: &[Program] = PROGRAMS;
}

/// Within how many executions a program is exhausted.
const BUDGET: u64 = 300_000;

fn run(program: &Program, adverse: bool) -> Outcomes {
    let config = Config {
        budget: BUDGET,
        samples: 2_000,
        adverse,
        rare: program.spurious,
        arc_counts: program.arc_counts,
        ..Config::default()
    };
    outcomes(&config, &program.main)
}

#[test]
fn keys_are_what_comes_out() {
    let mut wrong = Vec::new();
    let mut sampled = Vec::new();
    for program in programs::ALL {
        let key: BTreeSet<String> = program.key.iter().map(|text| (*text).to_owned()).collect();
        let mut found = run(program, false);
        if !program.exact {
            let adverse = run(program, true);
            found.seen.extend(adverse.seen);
            found.schedules += adverse.schedules;
            if adverse.extent != Extent::All {
                found.extent = adverse.extent;
            }
        }
        if found.seen != key {
            wrong.push(format!(
                "{}: {:?} instead of {key:?}",
                program.id, found.seen
            ));
        }
        if found.extent != Extent::All {
            sampled.push(format!("{}: {}", program.id, found.schedules));
        }
    }
    assert!(programs::ALL.len() >= 25);
    assert_eq!(
        (wrong, sampled),
        (Vec::<String>::new(), Vec::<String>::new())
    );
}
