//! What the grader and a graded child say to each other: one [`Request`] on the child's standard
//! input, then one [`Record`] a line on a private pipe.
//!
//! This crate owns the data and its JSON form. It leaves to the `check` crate how a verdict comes
//! about and to the grader what it is worth.

mod code;
mod failure;

pub use code::Code;
pub use failure::{
    Among, Difference, Failure, Figure, HandleReport, ObjectReport, Occurrence, Operation, Place,
    Put, State, Step, Switch, ThreadReport, Wait,
};

use serde::{Deserialize, Serialize};
use std::any::Any;

/// The file descriptor on which a child writes its records.
pub const RECORD_DESCRIPTOR: i32 = 3;

/// The exit status of a child whose stack overflowed: its signal handler saw a fault in a guard page.
pub const EXIT_STACK_OVERFLOW: i32 = 86;
/// The exit status of a child that was refused memory.
pub const EXIT_OUT_OF_MEMORY: i32 = 87;
/// The exit status of a child on real threads in which the graded code tried to end the process.
pub const EXIT_FORBIDDEN: i32 = 88;

/// The text of a panic's payload.
#[must_use]
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic with a value that is no text".to_owned()
    }
}

/// What a child is asked to do: one JSON document, then the end of its standard input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Repeated in every record, so that a line from elsewhere is not taken for one.
    pub nonce: String,
    /// What to do.
    pub mode: Mode,
    /// Where the graded sources were compiled: a path with this prefix is the learner's.
    pub sources: String,
    /// The sources observe how many handles an `Arc` has (`try_unwrap`, `strong_count`, …). Counts
    /// are not simulated, so choices are made more densely and nothing is called exhausted.
    #[serde(default)]
    pub arc_counts: bool,
    /// Checks to explore with an eighth of the schedules that they deserve: those that others of the
    /// same kind have passed, when the judge itself is tested.
    #[serde(default)]
    pub light: Vec<String>,
}

/// What a child is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Explore these checks, in this order; each is `task/check`.
    Explore {
        /// The checks.
        checks: Vec<String>,
        /// Seed of the sampled schedules.
        seed: u64,
    },
    /// Tell which tests there are: asked of a learner's own only.
    List,
    /// Run one check under one recorded schedule.
    Replay {
        /// The check, `task/check`.
        check: String,
        /// The schedule, as [`Failure::schedule`] gave it.
        schedule: String,
    },
}

/// One line of a child's report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The request's nonce.
    pub nonce: String,
    /// 0, 1, 2, … without a gap.
    pub sequence: u64,
    /// What happened.
    pub event: Event,
}

/// What happens in a child.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A check begins: if nothing follows, it is this check that the child died of.
    Started {
        /// `task/check`
        check: String,
    },
    /// A check ended.
    Finished {
        /// `task/check`
        check: String,
        /// How.
        outcome: Outcome,
    },
    /// These tests there are.
    Listed {
        /// In the order of the compiler.
        tests: Vec<LearnersTest>,
    },
    /// All that was asked is done. Without this record nothing of the child's last check counts.
    Ended {
        /// How many checks were finished.
        checks: u64,
    },
}

/// A test that a learner wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnersTest {
    /// Its path in its crate: `tests::counts`.
    pub name: String,
    /// The file it is in: `src/lib.rs`.
    pub file: String,
    /// The line where it begins, from 1.
    pub line: u32,
    /// It is marked `#[ignore]`: the reason, or an empty text.
    pub ignored: Option<String>,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What went wrong, if anything did.
    pub failure: Option<Box<Failure>>,
    /// What was explored.
    pub exploration: Exploration,
}

/// What was explored of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exploration {
    /// Executions run. 0: the compiler decided, as it does where something must not compile.
    pub schedules: u64,
    /// What they cover.
    pub extent: Extent,
    /// The code used atomics: orderings weaker than `SeqCst` are explored as `SeqCst`.
    pub atomics: bool,
}

/// How much of the space of schedules was covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Every interleaving.
    All,
    /// Every interleaving with at most this many preemptions.
    Preemptions(u32),
    /// Some of them.
    Sampled,
}
