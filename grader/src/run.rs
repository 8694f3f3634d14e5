//! Running: a built suite in children, and what became of each check.
//!
//! A child tells what happens in records on a private pipe. Only those count that bear the nonce and
//! follow one another without a gap, and none of the last check without the end record. A child
//! that dies costs the check that was running; the others run in a new one. On real threads each
//! check has a child of its own, whose threads are watched. A child that is at
//! fault without any check of the submission running is the grader's fault, and an error.

mod records;

use crate::{
    build::{Binary, SOURCES},
    error::{Error, Result},
    event::{Event, Listener},
    process::{
        self, Exit, Limits, Movement, Records, Watch,
        confine::{Cage, Confinement, Purpose},
    },
    submission::ArcCounts,
    text::printable,
    workbook::Engine,
};
use records::Transcript;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};
use wire::{LearnersTest, Mode, Outcome, Request};

/// What became of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckRun {
    /// The child reported this.
    Finished(Outcome),
    /// The child died of it.
    Died(Death),
    /// It was not begun: others of its task used up the time.
    OutOfTime,
}

impl CheckRun {
    /// It ran until its time was over.
    fn took_its_time(&self) -> bool {
        match self {
            CheckRun::Died(death) => matches!(death.cause, Cause::Endless | Cause::Overdue(_)),
            CheckRun::Finished(_) | CheckRun::OutOfTime => false,
        }
    }
}

/// How many checks of a task may run until their time is over; those that come after are not begun. It
/// is a number and no time, so that the same submission gets the same report.
const PATIENCE: usize = 2;

/// How a child died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// Why.
    pub cause: Cause,
    /// The end of what it printed on standard error.
    pub said: String,
}

/// Why a child died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It ended by itself with this status, without the end record.
    Status(i32),
    /// The system ended it by this signal.
    Signal(i32),
    /// Its stack overflowed.
    StackOverflow,
    /// It was refused memory.
    OutOfMemory,
    /// On real threads: it tried to end the process.
    Forbidden,
    /// It computed for longer than it may.
    Endless,
    /// On real threads: every thread waits for another, for ever. This is proved.
    Quiescent {
        /// How many there were.
        threads: usize,
    },
    /// On real threads: it was not over in time.
    Overdue(Movement),
    /// It printed more than it may.
    Flooded,
    /// Its records do not add up: somebody else wrote on the pipe.
    Disturbed,
}

/// What a child may use.
#[must_use]
pub fn limits() -> Limits {
    Limits {
        silence: Duration::from_secs(10),
        cpu_seconds: Some(300),
        memory: Some(1024 * 1024 * 1024),
        file: Some(0),
        output: 1024 * 1024,
        records: 64 * 1024 * 1024,
    }
}

/// What to run.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The suite.
    pub binary: &'a Binary,
    /// What it was built for.
    pub engine: Engine,
    /// The checks, each as `task/check`, in order.
    pub checks: &'a [String],
    /// Seed of the sampled schedules.
    pub seed: u64,
    /// Which checks are explored whole, if not all are: the others with an eighth of their schedules.
    pub whole: Option<&'a BTreeSet<String>>,
    /// Whether the sources observe reference counts.
    pub arc_counts: ArcCounts,
    /// What a child may use.
    pub limits: Limits,
    /// What keeps it from the rest of the machine.
    pub confinement: Confinement,
    /// Who is told what happens.
    pub listener: Listener<'a>,
}

/// Runs the checks.
///
/// # Errors
/// If a child cannot be started, or fails before any check of the submission began.
pub fn run(job: &Job<'_>) -> Result<BTreeMap<String, CheckRun>> {
    let mut results = BTreeMap::new();
    let mut left: Vec<String> = job.checks.to_vec();
    let mut waited = 0;
    while !left.is_empty() {
        if waited == PATIENCE {
            results.extend(left.into_iter().map(|check| (check, CheckRun::OutOfTime)));
            break;
        }
        let asked = match job.engine {
            Engine::Simulated => left.clone(),
            Engine::Native => vec![left[0].clone()],
        };
        let mode = Mode::Explore {
            checks: asked.clone(),
            seed: job.seed,
        };
        let attempted = attempt(job, mode, &asked)?;
        waited += attempted
            .iter()
            .filter(|(_, run)| run.took_its_time())
            .count();
        results.extend(attempted);
        left.retain(|check| !results.contains_key(check));
    }
    Ok(results)
}

/// The tests that a program holds, if it is one of a learner's tests.
///
/// # Errors
/// If the child does not tell.
pub fn list(job: &Job<'_>) -> Result<Vec<LearnersTest>> {
    let request = request(job, Mode::List);
    let ended = child(job, &request)?;
    let transcript = records::read(&ended.records, &request.nonce, &[]);
    let whole = transcript.ended && ended.exit == Exit::Status(0);
    match transcript.listed.filter(|_| whole) {
        Some(tests) => Ok(tests),
        None => Err(fault(&ended, &["nothing yet".to_owned()])),
    }
}

/// Runs one check under one recorded schedule, as the simulation writes it.
///
/// # Errors
/// If the child cannot be started, or fails before the check began.
pub fn replay(job: &Job<'_>, check: &str, schedule: &str) -> Result<CheckRun> {
    let asked = [check.to_owned()];
    let mode = Mode::Replay {
        check: check.to_owned(),
        schedule: schedule.to_owned(),
    };
    let mut results = attempt(job, mode, &asked)?;
    let run = results.pop().map(|(_, run)| run);
    run.ok_or_else(|| Error::Child {
        purpose: format!("replaying {check}"),
        detail: "the child told nothing".to_owned(),
    })
}

/// Runs one child; gives what became of the checks that it came to: one at least.
fn attempt(job: &Job<'_>, mode: Mode, asked: &[String]) -> Result<Vec<(String, CheckRun)>> {
    let request = request(job, mode);
    let ended = child(job, &request)?;
    let mut transcript = records::read(&ended.records, &request.nonce, asked);
    settle_last(&mut transcript, ended.exit);
    let finished = transcript.finished.into_iter();
    let mut results: Vec<(String, CheckRun)> = finished
        .map(|(check, outcome)| (check, CheckRun::Finished(outcome)))
        .collect();
    match transcript.running {
        Some(check) => {
            let death = death(ended.exit, &ended.stderr, transcript.disturbed);
            results.push((check, CheckRun::Died(death)));
        }
        None if results.len() == asked.len() => {}
        None => return Err(fault(&ended, asked)),
    }
    for (check, _) in &results {
        (job.listener)(&Event::Checked {
            check: check.clone(),
        });
    }
    Ok(results)
}

/// What a child is asked.
fn request(job: &Job<'_>, mode: Mode) -> Request {
    Request {
        nonce: nonce(),
        mode,
        sources: SOURCES.to_owned(),
        arc_counts: job.arc_counts == ArcCounts::Observed,
        light: job.whole.map_or_else(Vec::new, |whole| {
            let light = job.checks.iter().filter(|check| !whole.contains(*check));
            light.cloned().collect()
        }),
    }
}

/// Runs one child.
fn child(job: &Job<'_>, request: &Request) -> Result<process::Ended> {
    let program = job.binary.path();
    let (watch, environment) = match job.engine {
        Engine::Simulated => (Watch::Records, Vec::new()),
        // Each thread would reserve address space for an allocator of its own, and that is limited.
        Engine::Native => (Watch::Threads, vec![("MALLOC_ARENA_MAX", "2".into())]),
    };
    process::run(&process::Job {
        program: program.to_owned(),
        arguments: job.binary.arguments(),
        environment,
        folder: program.parent().unwrap_or(program).to_owned(),
        input: serde_json::to_vec(request).expect("a request is JSON"),
        records: Records::Piped,
        limits: job.limits,
        watch,
        cage: Some(cage(program, job.confinement)),
    })
}

/// A child reads its own program and the libraries of the system, and writes nowhere.
fn cage(program: &Path, confinement: Confinement) -> Cage {
    let libraries = [
        "/lib",
        "/lib32",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/etc/ld.so.cache",
        "/nix/store",
    ];
    let readable = libraries.iter().map(PathBuf::from);
    Cage {
        confinement,
        purpose: Purpose::Run,
        readable: readable.chain([program.to_owned()]).collect(),
        writable: Vec::new(),
    }
}

/// Without the end record the last check that was reported finished is not: the child died of it.
fn settle_last(transcript: &mut Transcript, exit: Exit) {
    let complete = transcript.ended && exit == Exit::Status(0);
    if !complete && transcript.running.is_none() {
        transcript.running = transcript.finished.pop().map(|(check, _)| check);
    }
}

/// Why the child died.
fn death(exit: Exit, stderr: &[u8], disturbed: bool) -> Death {
    let said = String::from_utf8_lossy(stderr);
    let cause = match exit {
        Exit::Status(wire::EXIT_STACK_OVERFLOW) => Cause::StackOverflow,
        Exit::Status(wire::EXIT_FORBIDDEN) => Cause::Forbidden,
        Exit::Status(wire::EXIT_OUT_OF_MEMORY) | Exit::Signal(libc::SIGKILL) => Cause::OutOfMemory,
        Exit::Signal(libc::SIGXCPU) | Exit::Deadline => Cause::Endless,
        Exit::Quiescent { threads } => Cause::Quiescent { threads },
        Exit::Overdue(movement) => Cause::Overdue(movement),
        Exit::Signal(libc::SIGXFSZ) | Exit::Flooded => Cause::Flooded,
        Exit::Signal(_) if said.contains("has overflowed its stack") => Cause::StackOverflow,
        Exit::Signal(_) if said.contains("memory allocation of") => Cause::OutOfMemory,
        Exit::Signal(signal) => Cause::Signal(signal),
        Exit::Status(_) if disturbed => Cause::Disturbed,
        Exit::Status(status) => Cause::Status(status),
    };
    Death {
        cause,
        said: printable(&tail(&said)),
    }
}

/// The last few lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

/// The child failed, and no check was running.
fn fault(ended: &process::Ended, left: &[String]) -> Error {
    let said = tail(&String::from_utf8_lossy(&ended.stderr));
    Error::Child {
        purpose: format!("running {}", left.join(", ")),
        detail: format!(
            "the child ended with {:?} before any check began\n{said}",
            ended.exit
        )
        .trim_end()
        .to_owned(),
    }
}

/// A word that nobody can guess: a child that writes records itself does not know it beforehand.
fn nonce() -> String {
    use std::hash::{BuildHasher, RandomState};
    let part = |salt: u32| {
        format!(
            "{:016x}",
            RandomState::new().hash_one((std::process::id(), salt))
        )
    };
    [0, 1].map(part).concat()
}

#[cfg(test)]
mod tests {
    use super::{Cause, death, nonce};
    use crate::process::Exit;

    #[test]
    fn every_death_has_its_cause() {
        let cause = |exit, said: &str| death(exit, said.as_bytes(), false).cause;
        assert_eq!(cause(Exit::Status(86), ""), Cause::StackOverflow);
        assert_eq!(cause(Exit::Status(87), ""), Cause::OutOfMemory);
        assert_eq!(cause(Exit::Status(88), ""), Cause::Forbidden);
        assert_eq!(cause(Exit::Signal(9), ""), Cause::OutOfMemory);
        assert_eq!(cause(Exit::Signal(24), ""), Cause::Endless);
        assert_eq!(cause(Exit::Deadline, ""), Cause::Endless);
        assert_eq!(cause(Exit::Flooded, ""), Cause::Flooded);
        assert_eq!(
            cause(Exit::Signal(6), "memory allocation of 9 bytes failed"),
            Cause::OutOfMemory
        );
        assert_eq!(
            cause(Exit::Signal(6), "thread has overflowed its stack"),
            Cause::StackOverflow
        );
        assert_eq!(cause(Exit::Signal(11), ""), Cause::Signal(11));
        assert_eq!(cause(Exit::Status(0), ""), Cause::Status(0));
        assert_eq!(death(Exit::Status(0), b"", true).cause, Cause::Disturbed);
    }

    #[test]
    fn nonces_differ() {
        assert_ne!(nonce(), nonce());
        assert_eq!(nonce().len(), 32);
    }
}
