//! Expected against found: the confusion matrix.

use super::Expectation;
use crate::{
    report::{CheckReport, TaskReport, TopicReport, TopicStatus},
    verdict::CheckVerdict,
};
use std::{collections::BTreeMap, fmt};
use wire::Code;

/// One judgement: what was expected of a check, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `task/check`, `task`, or empty for the whole library.
    pub subject: String,
    /// What was expected: a code, or `None` for a pass.
    pub expected: Option<Code>,
    /// What was found.
    pub found: Found,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// It passes.
    Pass,
    /// It fails so.
    Fail(Code),
    /// It was not judged, because of something else that failed.
    Unjudged,
}

impl Cell {
    /// It lies on the diagonal.
    #[must_use]
    pub fn is_just(&self) -> bool {
        is_just(self.expected, self.found)
    }

    /// What is wrong, if it is off the diagonal.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let subject = if self.subject.is_empty() {
            "the library"
        } else {
            &self.subject
        };
        let (expected, found) = (name(self.expected), self.found.name());
        (!self.is_just()).then(|| format!("{subject}: expected {expected}, found {found}"))
    }
}

impl Found {
    fn name(self) -> &'static str {
        match self {
            Found::Pass => "pass",
            Found::Fail(code) => code.name(),
            Found::Unjudged => "unjudged",
        }
    }
}

/// What was found is what was expected.
fn is_just(expected: Option<Code>, found: Found) -> bool {
    match (expected, found) {
        (None, Found::Pass) => true,
        (Some(code), Found::Fail(found)) => code == found,
        (None, Found::Fail(_) | Found::Unjudged) | (Some(_), Found::Pass | Found::Unjudged) => {
            false
        }
    }
}

fn name(expected: Option<Code>) -> &'static str {
    expected.map_or("pass", Code::name)
}

/// What was found of everything that passes, fails, or was expected to fail.
pub(super) fn cells(report: &TopicReport, expectation: &Expectation) -> Vec<Cell> {
    let mut open = expectation.failures.clone();
    let mut cells = Vec::new();
    let mut add = |subject: String, found: Found, gated: bool| {
        let expected = open.remove(&subject);
        // What was not reached is judged by the check that gates it, unless it is named.
        if expected.is_some() || !gated {
            cells.push(Cell {
                subject,
                expected,
                found,
            });
        }
    };
    let library = match &report.status {
        TopicStatus::Unbuilt(unbuilt) => Found::Fail(unbuilt.code),
        TopicStatus::Judged => Found::Pass,
        TopicStatus::Rejected(_) | TopicStatus::Absent => Found::Unjudged,
    };
    add(String::new(), library, library == Found::Pass);
    for task in &report.tasks {
        let fits = task
            .unfit
            .as_ref()
            .map_or(Found::Pass, |failure| Found::Fail(failure.code));
        add(task.id.clone(), fits, fits == Found::Pass);
        for check in &task.checks {
            let (found, gated) = found(check);
            add(subject(task, check), found, gated);
        }
    }
    let unknown = open.into_iter().map(|(subject, code)| Cell {
        subject,
        expected: Some(code),
        found: Found::Unjudged,
    });
    cells.extend(unknown);
    cells
}

fn subject(task: &TaskReport, check: &CheckReport) -> String {
    format!("{}/{}", task.id, check.check.id)
}

/// How a check went, and whether something else kept it from being judged.
fn found(check: &CheckReport) -> (Found, bool) {
    match &check.verdict {
        Some(CheckVerdict::Passed(_)) => (Found::Pass, false),
        Some(CheckVerdict::Failed(failure)) => (Found::Fail(failure.code), false),
        Some(CheckVerdict::NotReached | CheckVerdict::OutOfTime) | None => (Found::Unjudged, true),
    }
}

/// How often which verdict was expected and which was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    counts: BTreeMap<(Option<Code>, Found), usize>,
}

impl Matrix {
    /// Counts a judgement.
    pub fn add(&mut self, cell: &Cell) {
        *self.counts.entry((cell.expected, cell.found)).or_default() += 1;
    }
}

impl fmt::Display for Matrix {
    /// One line for each pair that occurred: expected, found, how often.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<22}{:<22}{:>6}", "expected", "found", "count")?;
        for (&(expected, found), &count) in &self.counts {
            let mark = if is_just(expected, found) {
                ""
            } else {
                "  <-- misjudged"
            };
            let (expected, found) = (name(expected), found.name());
            writeln!(f, "{expected:<22}{found:<22}{count:>6}{mark}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Found, Matrix};
    use wire::Code;

    #[test]
    fn only_the_diagonal_is_just() {
        let cell = |expected, found| Cell {
            subject: "t/c".to_owned(),
            expected,
            found,
        };
        let just = [
            cell(None, Found::Pass),
            cell(Some(Code::Deadlock), Found::Fail(Code::Deadlock)),
        ];
        let unjust = [
            cell(None, Found::Fail(Code::Deadlock)),
            cell(None, Found::Unjudged),
            cell(Some(Code::Deadlock), Found::Pass),
            cell(Some(Code::Deadlock), Found::Fail(Code::Panic)),
            cell(Some(Code::Deadlock), Found::Unjudged),
        ];
        assert!(
            just.iter()
                .all(|cell| cell.is_just() && cell.complaint().is_none())
        );
        assert!(
            unjust
                .iter()
                .all(|cell| !cell.is_just() && cell.complaint().is_some())
        );
        let mut matrix = Matrix::default();
        just.into_iter()
            .chain(unjust)
            .for_each(|cell| matrix.add(&cell));
        let text = matrix.to_string();
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<_> = text.lines().map(line).collect();
        assert!(
            lines.contains(&"deadlock pass 1 <-- misjudged".to_owned()),
            "{text}"
        );
        assert!(lines.contains(&"deadlock deadlock 1".to_owned()), "{text}");
        assert!(lines.contains(&"pass pass 1".to_owned()), "{text}");
    }
}
