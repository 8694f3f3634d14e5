//! Why a library does not compile: what the compiler says about it with the real crates, or, if it
//! compiles with those, what it uses that an exercise may not use.

use super::{
    CompileError, Job, Unbuilt,
    diagnostics::{Diagnostic, in_learners_terms},
    fence::READERS,
    rustc::{self, Compiled},
    stage::Stage,
};
use crate::{error::Result, text::counted};
use std::collections::BTreeSet;
use wire::Code;

/// The most errors that are reported; the rest are usually consequences.
const SHOWN: usize = 20;

/// Explains the errors of the build in simulation.
pub(super) fn explain(job: &Job<'_>, stage: &Stage, simulated: &[Diagnostic]) -> Result<Unbuilt> {
    let path = |error: &CompileError| source_of(job, error);
    if simulated.iter().any(Diagnostic::is_unsafe) {
        let errors = told(simulated.iter().filter(|error| error.is_unsafe()));
        return Ok(Unbuilt {
            code: Code::ForbiddenApi,
            message: "the code uses `unsafe`; no exercise needs it".to_owned(),
            errors,
        });
    }
    // A macro that reads files, named in pieces: the real crates have it, so they are not asked.
    let is_reader = |error: &Diagnostic| {
        let named = |reader: &str| error.message.contains(&format!("`{reader}`"));
        error.is_unresolved() && READERS.iter().any(|reader| named(reader))
    };
    let hidden = simulated.iter().any(is_reader);
    if !hidden && let Compiled::Refused(real) = rustc::check_real(job.kit, stage)? {
        return Ok(does_not_compile(told(&real)));
    }
    let unresolved = told(simulated.iter().filter(|error| error.is_unresolved()));
    if unresolved.is_empty() {
        return Ok(does_not_compile(told(simulated)));
    }
    let paths: BTreeSet<String> = unresolved.iter().filter_map(path).collect();
    let paths: Vec<String> = paths.into_iter().map(|path| format!("`{path}`")).collect();
    let named = if paths.is_empty() {
        "something".to_owned()
    } else {
        paths.join(", ")
    };
    let message = format!(
        "the code uses {named}, which is outside what an exercise may use: threads, locks, \
         channels, time and data structures are there; files, network, processes and the \
         environment are not"
    );
    let errors = unresolved.into_iter().map(|error| CompileError {
        notes: Vec::new(),
        ..error
    });
    Ok(Unbuilt {
        code: Code::ForbiddenApi,
        message,
        errors: errors.collect(),
    })
}

/// The errors as they are, of code that was only compiled in simulation.
pub(super) fn plainly(errors: &[Diagnostic]) -> Unbuilt {
    does_not_compile(told(errors))
}

/// The verdict for code that no compiler would take.
fn does_not_compile(errors: Vec<CompileError>) -> Unbuilt {
    let message = format!("the compiler reports {}", counted(errors.len(), "error"));
    Unbuilt {
        code: Code::DoesNotCompile,
        message,
        errors,
    }
}

/// Errors in the learner's terms; those without a place in the learner's code come last.
fn told<'a>(errors: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<CompileError> {
    let mut errors: Vec<_> = errors.into_iter().map(in_learners_terms).collect();
    errors.sort_by_key(|error| error.labels.is_empty());
    errors.truncate(SHOWN);
    errors
}

/// The path that an error is about, as the learner wrote it: `std::fs::read`.
fn source_of(job: &Job<'_>, error: &CompileError) -> Option<String> {
    let label = error.labels.first()?;
    let text = job.submission.files.get(&label.place.file)?;
    let line = text
        .lines()
        .nth(usize::try_from(label.place.line.checked_sub(1)?).ok()?)?;
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let start = usize::try_from(label.place.column.checked_sub(1)?).ok()?;
    let chars: Vec<char> = line.chars().collect();
    let back = chars
        .get(..start)?
        .iter()
        .rev()
        .take_while(|&&c| is_path(c))
        .count();
    let on = chars[start..].iter().take_while(|&&c| is_path(c)).count();
    let path: String = chars[start - back..start + on].iter().collect();
    let path = path.trim_matches(':').to_owned();
    (!path.is_empty()).then_some(path)
}
