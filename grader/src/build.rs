//! Building: a submission and its suite become programs that can be run, or a reason why not.
//!
//! What submissions are linked with is built once, by Cargo ([`kit`]); everything else is two calls
//! of rustc: the submission as a library, and the suite as a program; and the same two again with the
//! real crates, behind the same fence, if some task runs on real threads. A suite that does not fit the submission is built
//! again, task by task, so that a missing function costs its own task alone.
//! Nothing is run here but the compiler.

mod contract;
mod diagnostics;
mod fallback;
mod fence;
mod group;
pub mod kit;
mod learners;
mod refusal;
mod rustc;
mod stage;

pub(crate) use contract::tidy;
pub use contract::{item_line, signatures};
pub use group::together;
pub use learners::{TestBuild, tests};
pub use refusal::refusal;

use crate::{
    error::Result,
    event::{Event, Listener},
    process::confine::Confinement,
    submission::Submission,
    suite::Suite,
    workbook::{Engine, Task, Topic},
};
use kit::Kit;
use rustc::World;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};
use wire::{Code, Failure, Place};

/// What the names of the learner's files begin with in everything that the compiler writes: it shows
/// whose code a place is in, and tells nothing of this machine.
pub const SOURCES: &str = "/submission/";

/// What became of a topic's code.
#[derive(Clone, Debug, PartialEq)]
pub enum Build {
    /// The library compiles; each task has its own outcome.
    Built(BTreeMap<String, TaskBuild>),
    /// The library does not compile, so that nothing of it can be run.
    Unbuilt(Unbuilt),
}

/// What became of a task's suite.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskBuild {
    /// It can be run.
    Ready(Binary),
    /// The learner's items do not fit the contract.
    Unfit(Box<Failure>),
}

/// A suite that can be run: only the building makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Binary {
    program: PathBuf,
    /// Which of several submissions is meant that are one program ([`together`]), from 0.
    member: Option<usize>,
}

impl Binary {
    /// The program of one submission.
    fn alone(program: PathBuf) -> Binary {
        Binary {
            program,
            member: None,
        }
    }

    /// The program.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.program
    }

    /// What it is called with.
    #[must_use]
    pub fn arguments(&self) -> Vec<OsString> {
        let number = |member: &usize| member.to_string().into();
        self.member.iter().map(number).collect()
    }

    /// Takes any program for a suite, in tests of the run stage.
    #[must_use]
    pub fn assume(path: PathBuf) -> Binary {
        Binary::alone(path)
    }
}

/// Why a library cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unbuilt {
    /// `does-not-compile` or `forbidden-api`.
    pub code: Code,
    /// One sentence.
    pub message: String,
    /// What the compiler said.
    pub errors: Vec<CompileError>,
}

/// An error that the compiler reported, in the learner's terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompileError {
    /// The compiler's own code, as `E0308`.
    pub code: Option<String>,
    /// The headline.
    pub message: String,
    /// Where it shows; the first is the main place.
    pub labels: Vec<Label>,
    /// Notes and advice.
    pub notes: Vec<String>,
}

/// A marked piece of source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where it begins.
    pub place: Place,
    /// The line where it ends, from 1.
    pub end_line: u32,
    /// The column behind its end, from 1.
    pub end_column: u32,
    /// It is where the error is, not only what explains it.
    pub primary: bool,
    /// What is said of it.
    pub text: Option<String>,
}

/// Builds a topic's suite with a submission.
///
/// # Errors
/// If the compiler cannot be run, or refuses the suite for reasons that are not the submission's.
pub fn build(job: &Job<'_>) -> Result<Build> {
    if let Some(unbuilt) = fence::breach(job.submission) {
        return Ok(Build::Unbuilt(unbuilt));
    }
    let stage = stage::Stage::prepare(job)?;
    if let Some(build) = stage.cached() {
        return Ok(build);
    }
    (job.listener)(&Event::Building {
        topic: job.topic.id.clone(),
    });
    stage.write(job)?;
    // In simulation first, also where no task is simulated: what the facades do not have does not
    // compile there, which is what keeps it from real threads too.
    let mut tasks = BTreeMap::new();
    for world in [World::Simulated, World::Native] {
        let runs = |task: &Task| task.engine == Engine::Native;
        if world == World::Native && !job.topic.tasks.iter().any(runs) {
            break;
        }
        let library = match rustc::library(job.kit, &stage, world)? {
            rustc::Compiled::Ready(library) => library,
            rustc::Compiled::Refused(errors) => {
                return fallback::explain(job, &stage, &errors).map(Build::Unbuilt);
            }
        };
        tasks.append(&mut suites(job, &stage, &library, world)?);
    }
    let build = Build::Built(tasks);
    stage.remember(&build)?;
    Ok(build)
}

/// Builds the suites of the tasks that run in this world: all in one program, or, if that does not
/// compile, each apart from the others.
fn suites(
    job: &Job<'_>,
    stage: &stage::Stage,
    library: &Path,
    world: World,
) -> Result<BTreeMap<String, TaskBuild>> {
    let runs_here = |task: &&Task| match task.engine {
        Engine::Simulated => world == World::Simulated,
        Engine::Native => world == World::Native,
    };
    let tasks: Vec<&Task> = job.topic.tasks.iter().filter(runs_here).collect();
    if tasks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
    match rustc::suite(job.kit, stage, library, &ids, world)? {
        rustc::Compiled::Ready(program) => {
            let ready = |id: &&str| {
                (
                    (*id).to_owned(),
                    TaskBuild::Ready(Binary::alone(program.clone())),
                )
            };
            Ok(ids.iter().map(ready).collect())
        }
        rustc::Compiled::Refused(_) => one_by_one(job, stage, library, &tasks, world),
    }
}

/// What the compiler warns of in a submission, against the real crates, in the learner's terms.
///
/// # Errors
/// If the compiler cannot be run.
pub fn warnings(job: &Job<'_>) -> Result<Vec<CompileError>> {
    let stage = stage::Stage::prepare(job)?;
    stage.write(job)?;
    rustc::warnings(job.kit, &stage)
}

/// What is to be built, with what.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// Where to build: a folder of the grader's own.
    pub scratch: &'a Path,
    /// What everything is linked with.
    pub kit: &'a Kit,
    /// The topic.
    pub topic: &'a Topic,
    /// Its suite.
    pub suite: &'a Suite,
    /// The learner's sources.
    pub submission: &'a Submission,
    /// What keeps the compiler from the rest of the machine.
    pub confinement: Confinement,
    /// How many threads the compiler may use: code is divided for as many.
    pub threads: usize,
    /// What the compiler made of the topic's last sources is used again where they are the same: for who saves,
    /// looks, and saves again. Points that count are given for what was compiled from nothing.
    pub incremental: bool,
    /// Who is told what happens.
    pub listener: Listener<'a>,
}

/// Builds each task's suite apart from the others.
fn one_by_one(
    job: &Job<'_>,
    stage: &stage::Stage,
    library: &Path,
    tasks: &[&Task],
    world: World,
) -> Result<BTreeMap<String, TaskBuild>> {
    let mut built = BTreeMap::new();
    for &task in tasks {
        let outcome = match rustc::suite(job.kit, stage, library, &[&task.id], world)? {
            rustc::Compiled::Ready(program) => TaskBuild::Ready(Binary::alone(program)),
            rustc::Compiled::Refused(errors) => {
                TaskBuild::Unfit(Box::new(contract::unfit(job, task, &errors)))
            }
        };
        built.insert(task.id.clone(), outcome);
    }
    Ok(built)
}
