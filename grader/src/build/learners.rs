//! The learner's own tests as programs: `src/` with its `#[cfg(test)]` modules, and each file of
//! `tests/`, as Cargo builds them; but linked with the simulation and its test harness.

use super::{
    Binary, Job, Unbuilt, fallback, fence,
    rustc::{self, Compiled, World},
    stage::Stage,
};
use crate::{error::Result, event::Event};
use std::path::Path;

/// What became of the tests' code.
#[derive(Clone, Debug, PartialEq)]
pub enum TestBuild {
    /// These programs can be run; a file and its program each.
    Built(Vec<(String, Binary)>),
    /// The library or a test does not compile.
    Unbuilt(Unbuilt),
}

/// Builds the tests of a submission that was taken in with its tests.
///
/// # Errors
/// If the compiler cannot be run.
pub fn tests(job: &Job<'_>) -> Result<TestBuild> {
    if let Some(unbuilt) = fence::breach(job.submission) {
        return Ok(TestBuild::Unbuilt(unbuilt));
    }
    let topic = job.topic.id.clone();
    (job.listener)(&Event::Building { topic });
    let stage = Stage::prepare(job)?;
    stage.write(job)?;
    stage.forget_old();
    if let Compiled::Refused(errors) = rustc::library(job.kit, &stage, World::Simulated)? {
        let unbuilt = fallback::explain(job, &stage, &errors)?;
        return Ok(TestBuild::Unbuilt(unbuilt));
    }
    let mut programs = Vec::new();
    for (file, crate_name) in roots(job) {
        match rustc::tests(job.kit, &stage, &file, &crate_name)? {
            Compiled::Ready(program) => programs.push((file, Binary::alone(program))),
            Compiled::Refused(errors) => {
                return Ok(TestBuild::Unbuilt(fallback::plainly(&errors)));
            }
        }
    }
    Ok(TestBuild::Built(programs))
}

/// The root files of the test crates, each with the crate's name.
fn roots(job: &Job<'_>) -> Vec<(String, String)> {
    let library = ("src/lib.rs".to_owned(), job.topic.id.clone());
    let beside = job.submission.files.keys().filter_map(|file| {
        let inside = file.strip_prefix("tests/")?;
        let name = match inside.strip_suffix("/main.rs") {
            Some(folder) => Some(folder),
            None => inside.strip_suffix(".rs"),
        };
        let name = name.filter(|name| !name.contains('/'))?;
        let name = Path::new(name).file_name()?.to_str()?;
        Some((file.clone(), name.replace('-', "_")))
    });
    [library].into_iter().chain(beside).collect()
}
