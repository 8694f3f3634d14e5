//! The child process: runs the checks that are asked for, and reports each; an end record closes the
//! report. How requests and records are read and written is `protocol`'s.

use crate::protocol::{self, Reporter, find};
use crate::{Check, Suite};
use sim::{Config, Explored};
use std::process::ExitCode;
use wire::{Event, Exploration, Extent, Mode, Outcome, Request};

/// Runs the checks that the request on standard input asks for. The generated main of a suite calls
/// it with the suites of all tasks.
#[must_use]
pub fn main(suites: &[Suite]) -> ExitCode {
    sim::watch_overflows();
    protocol::exit(serve(suites))
}

/// The same for several submissions that are one program: its argument says whose suites are meant, from 0.
#[must_use]
pub fn main_of(members: &[&[Suite]]) -> ExitCode {
    let number = std::env::args().nth(1).and_then(|it| it.parse().ok());
    match number.and_then(|number: usize| members.get(number)) {
        Some(suites) => main(suites),
        None => protocol::exit(Err("whose suites are meant is not said".into())),
    }
}

fn serve(suites: &[Suite]) -> Result<(), String> {
    let request = protocol::read_request()?;
    let mut reporter = Reporter::open(request.nonce.clone());
    let mut count = 0;
    match &request.mode {
        Mode::Explore { checks, seed } => {
            for name in checks {
                let check = find(suites, name)?;
                reporter.send(Event::Started {
                    check: name.clone(),
                })?;
                let explored = sim::explore(&weighed(name, check, *seed, &request), &check.body);
                reporter.send(Event::Finished {
                    check: name.clone(),
                    outcome: outcome(explored),
                })?;
                count += 1;
            }
        }
        Mode::List => return Err("what a suite checks is known without asking".into()),
        Mode::Replay {
            check: name,
            schedule,
        } => {
            let check = find(suites, name)?;
            reporter.send(Event::Started {
                check: name.clone(),
            })?;
            let failure = sim::replay(&config(check, 0, &request), schedule, &check.body);
            let exploration = Exploration {
                schedules: 1,
                extent: Extent::Sampled,
                atomics: false,
            };
            let outcome = Outcome {
                failure,
                exploration,
            };
            reporter.send(Event::Finished {
                check: name.clone(),
                outcome,
            })?;
            count += 1;
        }
    }
    reporter.send(Event::Ended { checks: count })
}

fn config(check: &Check, seed: u64, request: &Request) -> Config {
    let options = check.options;
    let default = Config::default();
    Config {
        budget: if options.budget == 0 {
            default.budget
        } else {
            options.budget
        },
        steps: if options.steps == 0 {
            default.steps
        } else {
            options.steps
        },
        adverse: options.adverse,
        rare: options.spurious,
        fair: options.fair,
        seed,
        sources: request.sources.clone(),
        arc_counts: request.arc_counts,
        reachable: options.reachable.to_vec(),
        ..default
    }
}

/// As [`config`]; a check that is to be explored lightly gets an eighth, but for one that fails if
/// something never happens.
fn weighed(name: &str, check: &Check, seed: u64, request: &Request) -> Config {
    const PART: u64 = 8;
    let whole = config(check, seed, request);
    let is_light = request.light.iter().any(|light| light == name);
    if !is_light || !whole.reachable.is_empty() {
        return whole;
    }
    Config {
        budget: whole.budget.div_ceil(PART),
        samples: whole.samples.div_ceil(PART),
        effort: whole.effort.div_ceil(PART),
        ..whole
    }
}

fn outcome(explored: Explored) -> Outcome {
    Outcome {
        failure: explored.failure,
        exploration: explored.exploration,
    }
}
