//! The child process: reads a request, runs checks, writes records.
//!
//! Records go to a descriptor of their own, one line each, numbered, with the request's nonce, and an
//! end record closes them; standard output belongs to the code under test.

use crate::{Check, Suite};
use sim::{Config, Explored};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;
use std::process::ExitCode;
use wire::{Event, Exploration, Extent, Mode, Outcome, RECORD_DESCRIPTOR, Record, Request};

/// Runs the checks that the request on standard input asks for. The generated main of a suite calls
/// it with the suites of all tasks.
#[must_use]
pub fn main(suites: &[Suite]) -> ExitCode {
    sim::watch_overflows();
    match serve(suites) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "suite: {message}");
            ExitCode::from(70)
        }
    }
}

fn serve(suites: &[Suite]) -> Result<(), String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|e| format!("cannot read request: {e}"))?;
    let request: Request =
        serde_json::from_str(&text).map_err(|e| format!("cannot understand request: {e}"))?;
    // SAFETY: the grader opened this descriptor for the child, and nothing else here uses it.
    let records = unsafe { File::from_raw_fd(RECORD_DESCRIPTOR) };
    let mut reporter = Reporter {
        records,
        nonce: request.nonce.clone(),
        sequence: 0,
    };
    let mut count = 0;
    match &request.mode {
        Mode::Explore { checks, seed } => {
            for name in checks {
                let check = find(suites, name)?;
                reporter.send(Event::Started {
                    check: name.clone(),
                })?;
                let explored = sim::explore(&config(check, *seed, &request), &check.body);
                reporter.send(Event::Finished {
                    check: name.clone(),
                    outcome: outcome(explored),
                })?;
                count += 1;
            }
        }
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

fn find<'a>(suites: &'a [Suite], name: &str) -> Result<&'a Check, String> {
    let (task, check) = name
        .split_once('/')
        .ok_or_else(|| format!("no check is named {name}"))?;
    suites
        .iter()
        .filter(|suite| suite.task() == task)
        .flat_map(|suite| suite.checks)
        .find(|candidate| candidate.name == check)
        .ok_or_else(|| format!("no check is named {name}"))
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

fn outcome(explored: Explored) -> Outcome {
    Outcome {
        failure: explored.failure,
        exploration: explored.exploration,
    }
}

struct Reporter {
    records: File,
    nonce: String,
    sequence: u64,
}

impl Reporter {
    fn send(&mut self, event: Event) -> Result<(), String> {
        let record = Record {
            nonce: self.nonce.clone(),
            sequence: self.sequence,
            event,
        };
        let mut line = serde_json::to_vec(&record).map_err(|e| format!("cannot write: {e}"))?;
        line.push(b'\n');
        self.sequence += 1;
        self.records
            .write_all(&line)
            .map_err(|e| format!("cannot write a record: {e}"))
    }
}
