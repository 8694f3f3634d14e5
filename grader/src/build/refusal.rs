//! Misuse that the compiler must refuse: each program at its marked line, for the reason that the
//! contract gives, while its twin, which differs in nothing else that matters, compiles.
//!
//! The numbers of the compiler's errors are compared, not its words: a learner's own types change those.

use super::{
    Job,
    diagnostics::{Diagnostic, in_learners_terms},
    rustc::{self, Compiled, PROGRAMS, World},
    stage::Stage,
};
use crate::{
    error::Result,
    suite::Misuse,
    verdict::bare,
    workbook::{Engine, Task},
};
use wire::{Code, Exploration, Extent, Failure, Figure, Outcome};

/// Whether the compiler refuses a program as it must. The submission was built before, for the world
/// that the task runs in.
///
/// # Errors
/// If the compiler cannot be run.
pub fn refusal(job: &Job<'_>, task: &Task, misuse: &Misuse) -> Result<Outcome> {
    let stage = Stage::prepare(job)?;
    let world = match task.engine {
        Engine::Simulated => World::Simulated,
        Engine::Native => World::Native,
    };
    let compile = |name: &str, text: &str| {
        stage.write_program(name, text)?;
        rustc::program(job.kit, &stage, name, world)
    };
    let name = &misuse.check.id;
    let twin_name = format!("{name}_ok");
    let failure = match compile(&twin_name, &misuse.twin)? {
        Compiled::Refused(errors) => Some(unusable(&errors, &twin_name, &misuse.twin)),
        Compiled::Ready(_) => match compile(name, &misuse.program)? {
            Compiled::Ready(_) => Some(violated(misuse)),
            Compiled::Refused(errors) if is_expected(&errors, misuse) => None,
            Compiled::Refused(errors) => Some(otherwise(&errors, misuse)),
        },
    };
    let exploration = Exploration {
        schedules: 0,
        extent: Extent::All,
        atomics: false,
    };
    Ok(Outcome {
        failure: failure.map(Box::new),
        exploration,
    })
}

/// One of the errors is the one that the contract demands.
fn is_expected(errors: &[Diagnostic], misuse: &Misuse) -> bool {
    let file = format!("{PROGRAMS}{}.rs", misuse.check.id);
    let number = |error: &Diagnostic| misuse.errors.iter().any(|it| error.code() == Some(it));
    errors
        .iter()
        .any(|error| number(error) && error.is_at(&file, misuse.line))
}

/// The program compiles.
fn violated(misuse: &Misuse) -> Failure {
    let message = format!(
        "a program with this line compiles, and must not: `{}`",
        misuse.marked()
    );
    bare(Code::ContractViolated, message)
}

/// The program is refused for another reason than the contract's.
fn otherwise(errors: &[Diagnostic], misuse: &Misuse) -> Failure {
    let message = format!(
        "the compiler refuses this misuse for another reason than the contract's, which is {}",
        misuse.errors.join(" or ")
    );
    let expected = figure("misuse", misuse.marked().to_owned());
    told(errors, message, vec![expected])
}

/// The program that must compile does not.
fn unusable(errors: &[Diagnostic], name: &str, text: &str) -> Failure {
    let file = format!("{PROGRAMS}{name}.rs");
    let line = errors.iter().find_map(|error| error.line_in(&file));
    let line = line.and_then(|line| {
        text.lines()
            .nth(usize::try_from(line).ok()?.checked_sub(1)?)
    });
    let line = line.map(|line| figure("its line", line.trim().to_owned()));
    let message = "a program that uses the code as the contract allows does not compile";
    told(errors, message.to_owned(), line.into_iter().collect())
}

/// A failure that quotes the first of the compiler's errors.
fn told(errors: &[Diagnostic], message: String, mut figures: Vec<Figure>) -> Failure {
    let first = errors.first().map(in_learners_terms);
    let said = first.as_ref().map(|error| match &error.code {
        Some(code) => format!("{code}: {}", error.message),
        None => error.message.clone(),
    });
    figures.extend(said.map(|said| figure("compiler", said)));
    let place = first.and_then(|error| Some(error.labels.first()?.place.clone()));
    Failure {
        figures,
        place,
        ..bare(Code::DoesNotCompile, message)
    }
}

fn figure(name: &str, value: String) -> Figure {
    Figure {
        name: name.to_owned(),
        value,
        difference: None,
    }
}
